import type { BrowserContext, Route } from '@playwright/test';

/** Ends a fault: the world is whole again from the next request on. */
type Mend = () => Promise<void>;

/** Answers matching requests so, until mended. Requests of workers are met too. */
export async function answer(
  context: BrowserContext,
  glob: string,
  how: (route: Route) => Promise<void>,
): Promise<Mend> {
  let isMended = false;
  const handle = async (route: Route): Promise<void> => {
    try {
      await how(route);
    } catch (error) {
      // A request that was on its way when the fault ended has been let through.
      if (!isMended) throw error;
    }
  };
  await context.route(glob, handle);
  return () => {
    isMended = true;
    return context.unroute(glob, handle);
  };
}

/** Serves pages as `edit` leaves them; files go untouched. */
export const editPages = (context: BrowserContext, edit: (html: string) => string): Promise<Mend> =>
  answer(context, '**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const response = await route.fetch();
    await route.fulfill({ response, body: edit(await response.text()) });
  });

/** Serves a file with one bit in its middle turned over. */
export const damage = (context: BrowserContext, glob: string): Promise<Mend> =>
  answer(context, glob, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length >> 1]! ^= 1;
    await route.fulfill({ response, body });
  });

/** Runs `script` first in every page and every worker: what a browser is without. */
export async function cripple(context: BrowserContext, script: string): Promise<void> {
  await context.addInitScript({ content: script });
  await answer(context, '**/inkling-worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script};\n${await response.text()}` });
  });
}
