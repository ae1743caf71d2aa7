import { quiet } from '../capture/quiet.ts';

/** What one tab tells the others: that the choice changed, or that everything was deleted. */
export type Notice = 'consent' | 'clear';

/** The line between the tabs of one origin. @returns the function that tells the others. */
export function openChannel(onNotice: (notice: Notice) => void): (notice: Notice) => void {
  let channel: BroadcastChannel | undefined;
  const open = quiet(() => {
    channel = new BroadcastChannel('inkling');
    channel.onmessage = quiet(({ data }: MessageEvent) => {
      if (data === 'consent' || data === 'clear') onNotice(data);
    });
  });
  open();
  // An open channel would keep the page out of the back/forward cache, or throw it out at the first notice.
  addEventListener('pagehide', () => channel?.close());
  addEventListener(
    'pageshow',
    quiet((event: PageTransitionEvent) => {
      if (!event.persisted) return;
      open();
      onNotice('consent'); // it may have changed while this page slept
    }),
  );
  return quiet((notice) => channel?.postMessage(notice));
}
