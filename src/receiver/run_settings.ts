import { readFile } from 'node:fs/promises';
import { InklingError, invalid } from '../contract/error.ts';
import { shownDatabase } from './open_storage.ts';
import {
  CONFIG_VARIABLE,
  type ReceiverSettings,
  type ResolvedSettings,
  resolveSettings,
  SETTINGS,
  type Source,
} from './settings.ts';

/**
 * Settings of flags, of the environment and of the file that `--config` or the environment names.
 * @throws InklingError `invalid-argument`
 */
export async function readSettings(
  { config, ...flags }: Readonly<Record<string, unknown>> & { readonly config?: string },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ResolvedSettings> {
  const path = config ?? environment[CONFIG_VARIABLE];
  if (path === undefined) return resolveSettings(flags, environment);
  const text = await readText(path, 'configuration');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new InklingError('invalid-argument', `${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
  return resolveSettings(flags, environment, { name: path, content });
}

/**
 * The settings with what the files of secrets say.
 * @throws InklingError `invalid-argument` for a file that cannot be read, and for a password given twice
 */
export async function withSecrets(settings: ReceiverSettings): Promise<ReceiverSettings> {
  const { readToken, readTokenFile, databasePasswordFile, database } = settings;
  if (readToken !== undefined && readTokenFile !== undefined)
    throw invalid('there is a read token and a file of one, must be one of the two');
  const token = readTokenFile === undefined ? readToken : await readSecret(readTokenFile);
  const password = databasePasswordFile === undefined ? undefined : await readSecret(databasePasswordFile);
  return {
    ...settings,
    ...(token !== undefined && { readToken: token }),
    ...(password !== undefined && { database: addPassword(database, password) }),
  };
}

/** What `--print-config` prints: each setting with where it came from, one object. Secrets are not in it. */
export function shownSettings({ settings, sources }: ResolvedSettings): string {
  const shown: Record<string, { value: unknown; from: Source | 'nowhere' }> = {};
  for (const { key, isSecret } of SETTINGS) {
    const value = key === 'database' ? shownDatabase(settings.database) : settings[key];
    shown[key] = {
      value: value === undefined ? null : isSecret ? '***' : value,
      from: sources[key] ?? 'nowhere',
    };
  }
  return JSON.stringify(shown, undefined, 2);
}

/** Without the line's end that editors leave. */
const readSecret = async (path: string): Promise<string> => (await readText(path, 'secret')).trimEnd();

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new InklingError('invalid-argument', `${what} ${path} cannot be read: ${code}`, { cause });
  }
}

function addPassword(database: string, password: string): string {
  const [, before, rest] = /^(postgres(?:ql)?:\/\/[^:@/]+)(@.*)$/.exec(database) ?? [];
  if (before === undefined)
    throw invalid(
      'a password needs a database of the form postgres://user@host/name, without another password',
    );
  return `${before}:${encodeURIComponent(password)}${rest}`;
}
