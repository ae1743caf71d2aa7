import { invalid } from '../contract/error.ts';
import { openStorage } from './open_storage.ts';
import type { Storage, StoredCodebook } from './storage.ts';

export interface ModelsArguments {
  readonly database: string;
  readonly site: string;
  /** `activate` or `rollback`; lists by default. */
  readonly action?: string;
  /** What to activate: the model that brought a codebook (the latest of that name), or the first digits of its hash. */
  readonly model?: string;
  /** What was live before is not taken any more. */
  readonly alone?: boolean;
}

/** A codebook that a site has, or had. */
export interface ListedModel {
  readonly model: string;
  /** Hex SHA-256 of the codebook's file. */
  readonly codebook: string;
  readonly epsilon: number;
  readonly isLive: boolean;
  /** All that it ever got, rolled up or not. */
  readonly releases: number;
}

/**
 * `inkling models`: every codebook of a site, oldest first, after one was activated or the last activation was
 * taken back. What is activated is live beside the newest that was; receivers take it within seconds, and pages
 * still have to pin it.
 *
 * @throws InklingError `invalid-argument` for a name that no codebook has, and when there is nothing to go back to.
 */
export async function runModels(given: ModelsArguments): Promise<ListedModel[]> {
  const { database, site, action, model = '', alone = false } = given;
  return withStorage(database, async (storage) => {
    if (action === 'activate') await activate(storage, site, model, alone);
    else if (action === 'rollback') {
      if (!(await storage.rollBack(site)))
        throw invalid('there is no earlier activation that could be gone back to');
    } else if (action !== undefined) throw invalid(`"${action}" must be activate or rollback`);
    return listed(storage, site);
  });
}

export function modelsText(models: readonly ListedModel[]): string {
  if (models.length === 0) return 'the site has no codebook yet: a receiver brings them';
  const width = Math.max(...models.map(({ model }) => model.length));
  return models
    .map(({ model, codebook, epsilon, isLive, releases }) =>
      [
        isLive ? 'live' : '    ',
        model.padEnd(width),
        codebook.slice(0, 16),
        `epsilon ${epsilon}`,
        `${releases} releases`,
      ].join('  '),
    )
    .join('\n');
}

/** Opens the database for a command that ends, and closes it. */
export async function withStorage<Result>(
  database: string,
  work: (storage: Storage) => Promise<Result>,
): Promise<Result> {
  const storage = await openStorage(database);
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

async function activate(storage: Storage, site: string, name: string, isAlone: boolean): Promise<void> {
  const { sha256 } = find(await storage.codebooks(site), name);
  const others = (await storage.standing(site)).live.filter((hash) => hash !== sha256);
  await storage.activate(site, isAlone ? [sha256] : [sha256, ...others.slice(0, 1)]);
}

async function listed(storage: Storage, site: string): Promise<ListedModel[]> {
  const { live } = await storage.standing(site);
  const counts = await storage.counts({ site });
  return (await storage.codebooks(site)).map(({ model, sha256, epsilonMilli }) => ({
    model,
    codebook: sha256,
    epsilon: epsilonMilli / 1000,
    isLive: live.includes(sha256),
    releases: counts.reduce((sum, count) => sum + (count.codebook === sha256 ? count.releases : 0), 0),
  }));
}

function find(codebooks: readonly StoredCodebook[], name: string): StoredCodebook {
  const byHash = codebooks.filter(({ sha256 }) => /^[0-9a-f]{8,}$/.test(name) && sha256.startsWith(name));
  const found = codebooks.findLast(({ model }) => model === name) ?? byHash[0];
  if (!found || byHash.length > 1)
    throw invalid(`no codebook, or more than one, is of the model "${name}" or has that hash`);
  return found;
}
