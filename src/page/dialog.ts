const WIDTH = 'min(1080px, 100vw)';

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
    // Properties, not attributes: a strict style-src lets these through.
    Object.assign(close.style, { float: 'inline-end', minWidth: '40px', minHeight: '40px' });
    Object.assign(dialog.style, {
      width: WIDTH,
      maxHeight: '92vh',
      boxSizing: 'border-box',
      padding: '16px',
    });
    dialog.append(close, document.createElement('inkling-panel'));
    dialog.onclose = () => dialog?.remove();
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
}
