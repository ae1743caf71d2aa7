/** Shows `<inkling-panel>` in a dialog of its own; one that is open already is shown, not a second. */
export function openDialog(): void {
  const id = 'inkling-dialog';
  let dialog = document.getElementById(id) as HTMLDialogElement | null;
  if (!dialog) {
    dialog = document.createElement('dialog');
    dialog.id = id;
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = '✕';
    const lang = document.documentElement.lang || navigator.language;
    close.setAttribute('aria-label', lang.startsWith('zh') ? '关闭' : 'Close');
    close.onclick = () => dialog?.close();
    // By the object model, not as attributes: a strict style-src lets these through.
    close.style.cssText =
      'display:block;margin-inline-start:auto;min-width:40px;min-height:40px;border:0;background:none;color:inherit;font:inherit';
    dialog.style.cssText =
      'width:min(1080px,100vw);max-height:92vh;box-sizing:border-box;border:0;border-radius:8px;padding:8px';
    dialog.append(close, document.createElement('inkling-panel'));
    dialog.onclose = () => dialog?.remove();
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
}
