import type { Page } from '@playwright/test';
import type { Demo } from '../../scripts/demo.ts';
import type { StoredInteraction } from '../../src/contract/interaction.ts';
import type { InklingHandle, PanelPort } from '../../src/contract/page_api.ts';
import type { SimulatedItem } from '../../src/simulate/catalogue.ts';
import { expect } from './outgoing.ts';

/** Beyond ACCIDENT_MS of features/cleaning.ts, with some of it for the page's clock. */
const LONG_LOOK_MS = 1_100;

/** A sentence of the panel; it may stand in several places. */
export const said = (page: Page, sentence: string): Promise<void> =>
  expect(page.locator('inkling-panel').getByText(sentence).first()).toBeVisible();

/** A person in the demo shop, who uses what a person can see. */
export class Shopper {
  readonly page: Page;
  readonly #world: Demo;

  constructor(page: Page, world: Demo) {
    this.page = page;
    this.#world = world;
  }

  /** Somebody who has come to the shop and answered its banner. */
  static async arrive(page: Page, world: Demo, choice: 'record' | 'release' | 'none'): Promise<Shopper> {
    const shopper = new Shopper(page, world);
    await shopper.open();
    await shopper.answer(choice);
    return shopper;
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(this.#world.shopUrl + path);
  }

  /** Answers the shop's banner, and waits until Inkling has the answer. */
  async answer(choice: 'record' | 'release' | 'none'): Promise<void> {
    await this.page.locator(`[data-consent] button[value=${choice}]`).click();
    await expect.poll(() => this.rows('inkling-guard', 'choice')).toHaveLength(1);
  }

  /** Opens an item's page, and waits until the view is in the database and was long enough not to be a slip. */
  async view(item: Pick<SimulatedItem, 'id' | 'url'>): Promise<void> {
    await this.open(item.url);
    await this.hasRecorded('view', item.id);
    const views = (await this.interactions()).filter((row) => row.kind === 'view' && row.itemId === item.id);
    const since = Math.max(...views.map(({ at }) => at));
    await expect.poll(async () => (await this.now()) - since).toBeGreaterThan(LONG_LOOK_MS);
  }

  async addToCart(item: SimulatedItem): Promise<void> {
    await this.page.locator('[data-buy] button[type=submit]').click();
    await this.hasRecorded('cart_add', item.id);
  }

  async hasRecorded(kind: string, itemId: string): Promise<void> {
    await expect
      .poll(
        async () => (await this.interactions()).some((row) => row.kind === kind && row.itemId === itemId),
        {
          message: `${kind} in the database`,
        },
      )
      .toBe(true);
  }

  interactions(): Promise<StoredInteraction[]> {
    return this.rows('inkling', 'interactions') as Promise<StoredInteraction[]>;
  }

  /** Ids of the cards in the shop's "for you" row. */
  async forYou(): Promise<string[]> {
    const cards = this.page.locator('inkling-recommendations [data-item-id]');
    await expect(cards.first()).toBeVisible();
    return cards.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-item-id')!));
  }

  /** How many files of the model stay on the device, by name of cache. */
  keptFiles(): Promise<Record<string, number>> {
    return this.page.evaluate(async () =>
      Object.fromEntries(
        await Promise.all(
          (await caches.keys()).map(
            async (name) => [name, (await (await caches.open(name)).keys()).length] as const,
          ),
        ),
      ),
    );
  }

  /** The rows of an object store, read past Inkling; [] while there is no database. */
  rows(database: string, store: string): Promise<unknown[]> {
    return this.page.evaluate(
      async ([name, from]) => {
        const isThere = (await indexedDB.databases()).some((found) => found.name === name);
        if (!isThere) return [];
        const wait = <T>(request: IDBRequest<T>) =>
          new Promise<T>((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
        const db = await wait(indexedDB.open(name!));
        try {
          return await wait(db.transaction(from!).objectStore(from!).getAll());
        } finally {
          db.close();
        }
      },
      [database, store],
    );
  }

  /** Names of the databases that this origin has. */
  databases(): Promise<string[]> {
    return this.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name!).sort());
  }

  /** Calls a method of `window.inkling`. */
  ask<M extends 'recommend' | 'cohort' | 'release' | 'rank' | 'clear'>(
    method: M,
    ...args: Parameters<InklingHandle[M]>
  ): Promise<Awaited<ReturnType<InklingHandle[M]>>> {
    return this.page.evaluate(
      ([name, given]) =>
        (window as unknown as { inkling: Record<string, (...args: unknown[]) => never> }).inkling[name]!(
          ...given,
        ),
      [method, args] as [string, unknown[]],
    );
  }

  /** Calls what only the panel calls. */
  panel<M extends 'status' | 'profile' | 'ledger' | 'storage' | 'consentView'>(
    method: M,
  ): Promise<Awaited<ReturnType<PanelPort[M]>>> {
    return this.page.evaluate((name) => {
      const handle = (window as unknown as { inkling: InklingHandle }).inkling;
      const port = handle[Symbol.for('inkling.panel') as never] as unknown as Record<string, () => never>;
      return port[name]!();
    }, method as string);
  }

  /** The profile at unit length. */
  async embedding(): Promise<number[]> {
    return this.page.evaluate(async () => {
      const handle = (window as unknown as { inkling: InklingHandle }).inkling;
      const port = handle[Symbol.for('inkling.panel') as never] as PanelPort;
      return [...((await port.embedding()) ?? [])];
    });
  }

  /** Moves the demo clock on. */
  async jump(ms: number): Promise<void> {
    await this.page.evaluate(async (by) => {
      const handle = (window as unknown as { inkling: InklingHandle }).inkling;
      const port = handle[Symbol.for('inkling.panel') as never] as PanelPort;
      await port.demoClock!.jump(by);
    }, ms);
  }

  /** The time that Inkling goes by. */
  now(): Promise<number> {
    return this.page.evaluate(() => Date.now() + Number(localStorage.getItem('inkling-demo-clock') ?? 0));
  }
}
