import { type Config, parseConfig } from '../contract/config.ts';
import type { InklingError } from '../contract/error.ts';
import { type InklingHandle, PANEL_PORT } from '../contract/page_api.ts';
import { Events } from './events.ts';
import { assetsAt } from './files.ts';
import { createHandle, toInklingError } from './handle.ts';
import { createPage, type Page } from './page.ts';
import { drainStub, isStub } from './stub.ts';

/**
 * Starts Inkling on this page and returns the handle, which is `window.inkling` from then on. A page
 * has one: where a copy runs already, its handle is returned and nothing is started.
 *
 * Never throws. With a bad configuration the handle is there all the same, and every call of it
 * rejects with the InklingError that says what is wrong.
 *
 * @param options see `parseConfig`.
 * @param base address against which relative ones are resolved.
 */
export function init(options: unknown, base: string = document.baseURI): InklingHandle {
  const owner = window as { inkling?: unknown };
  const present = owner.inkling;
  if (isHandle(present)) return present;
  const events = new Events();
  let page: Page | InklingError;
  try {
    page = createPage(parsed(options, base), events);
  } catch (error) {
    page = toInklingError(error);
  }
  const handle = createHandle(page, events);
  owner.inkling = handle;
  if (isStub(present)) drainStub(present, handle);
  document.dispatchEvent(new Event('inkling:ready'));
  return handle;
}

const parsed = (options: unknown, base: string): Config => {
  const config = parseConfig(options, base);
  return { ...config, ...assetsAt(config.assetsUrl) };
};

/** A stub may answer to any name, and an element with id="inkling" is a global too: look closely. */
const isHandle = (value: unknown): value is InklingHandle =>
  typeof value === 'object' &&
  value !== null &&
  !isStub(value) &&
  typeof (value as Partial<InklingHandle>)[PANEL_PORT] === 'object';
