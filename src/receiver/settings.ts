import { DEFAULT_EPSILON_MILLI, DEFAULT_PERIOD_DAYS, MIN_PERIOD_DAYS } from '../contract/config.ts';
import { invalid } from '../contract/error.ts';
import { record } from '../contract/parse.ts';
import { MAX_EPSILON_MILLI } from '../contract/release.ts';

/** What `inkling receive` can be told, after flags, environment and file were put together. */
export interface ReceiverSettings {
  readonly port: number;
  readonly host: string;
  readonly database: string;
  readonly databasePasswordFile?: string;
  readonly models: string;
  readonly live?: readonly string[];
  readonly site: string;
  readonly epsilon: number;
  readonly periodDays: number;
  readonly rate: number;
  readonly ohttp?: string | true;
  readonly rules?: string;
  readonly readToken?: string;
  readonly readTokenFile?: string;
}

/** One thing that can be set: key of the file, name of the flag and of the variable alike. */
export interface Setting {
  readonly key: keyof ReceiverSettings;
  /** As commander takes it; absent for what may not stand on a command line, where everybody sees it. */
  readonly flag?: string;
  readonly text: string;
  /** What a value must be, to stand after "must be". */
  readonly expected: string;
  readonly fallback?: ReceiverSettings[keyof ReceiverSettings];
  /** Only the environment may have it: a file of settings is copied, mailed and committed. */
  readonly isSecret?: true;
  /** @returns undefined for what is not such a value. @param value as JSON has it, or text */
  readonly parse: (value: unknown) => unknown;
}

/** Every variable begins so. Not `INKLING_`: Kubernetes makes `INKLING_PORT` for a service of that name. */
export const VARIABLE_PREFIX = 'INKLING_RECEIVE_';

export const SETTINGS: readonly Setting[] = [
  {
    ...{ key: 'port', flag: '--port <n>', text: 'port to listen on; 0 picks a free one', fallback: 8787 },
    ...whole(0, 65_535),
  },
  {
    ...{ key: 'host', flag: '--host <host>', fallback: '127.0.0.1' },
    ...{ text: 'address to listen on; 0.0.0.0 for every one', ...words('an address') },
  },
  {
    ...{ key: 'database', flag: '--database <file>', fallback: 'receiver.sqlite' },
    text: 'SQLite file, created if absent, or postgres://user@host,host/name',
    ...words('a file or postgres://...'),
  },
  {
    ...{ key: 'databasePasswordFile', flag: '--database-password-file <file>' },
    ...{ text: 'file of the PostgreSQL password', ...words('a file') },
  },
  {
    ...{ key: 'models', flag: '--models <folder>', fallback: 'models' },
    ...{ text: 'folder of model folders, whose codebooks are live', ...words('a folder') },
  },
  {
    ...{
      key: 'live',
      flag: '--live <names...>',
      expected: 'names of model folders, an array or with commas',
    },
    text: 'model folders to take, when there are codebooks of more than two',
    parse: names,
  },
  {
    ...{ key: 'site', flag: '--site <name>', fallback: 'default' },
    ...{ text: 'the shop’s name, as in data-site', ...words('a name') },
  },
  {
    ...{ key: 'epsilon', flag: '--epsilon <n>', fallback: DEFAULT_EPSILON_MILLI / 1000 },
    ...{ text: 'loss of one release, as in data-epsilon', ...whole(1, MAX_EPSILON_MILLI / 1000) },
  },
  {
    ...{ key: 'periodDays', flag: '--period-days <n>', fallback: DEFAULT_PERIOD_DAYS },
    text: 'length of a privacy period, as in data-period-days',
    ...whole(MIN_PERIOD_DAYS, 365),
  },
  {
    ...{ key: 'rate', flag: '--rate <n>', fallback: 20_000 },
    ...{ text: 'releases a second that the site takes', ...whole(1, 1_000_000) },
  },
  {
    ...{ key: 'ohttp', flag: '--ohttp [file]', expected: 'true or a file' },
    text: 'take releases through Oblivious HTTP too; keys in FILE, or beside the database',
    parse: (value) => (value === true || value === 'true' ? true : text(value)),
  },
  {
    ...{ key: 'rules', flag: '--rules <file>' },
    ...{ text: 'file of business rules for lists of recommendations', ...words('a file') },
  },
  {
    ...{ key: 'readToken', isSecret: true, text: 'token that readers must show' },
    ...words('16 or more characters'),
  },
  {
    ...{ key: 'readTokenFile', flag: '--read-token-file <file>' },
    ...{ text: 'file of the token that readers must show', ...words('a file') },
  },
];

/** `periodDays` as `INKLING_RECEIVE_PERIOD_DAYS`. */
export const variableOf = (key: string): string =>
  VARIABLE_PREFIX + key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** Where a value came from. */
export type Source = 'flag' | 'environment' | 'file' | 'default';

export interface ResolvedSettings {
  readonly settings: ReceiverSettings;
  readonly sources: Readonly<Partial<Record<keyof ReceiverSettings, Source>>>;
}

/**
 * Puts settings together: a flag beats the environment, which beats the file, which beats the default.
 *
 * @param flags only what was given
 * @param file what the file says, parsed, and its name
 * @throws InklingError `invalid-argument` for a key that is not known, which is named with those that are, and
 * for a value that is none
 */
export function resolveSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  file?: { readonly name: string; readonly content: unknown },
): ResolvedSettings {
  const fromFile = file ? record(file.content, file.name) : {};
  refuseUnknown(environment, file ? { name: file.name, content: fromFile } : undefined);
  const settings: Record<string, unknown> = {};
  const sources: Record<string, Source> = {};
  for (const setting of SETTINGS) {
    const { key, fallback, parse, expected } = setting;
    const variable = variableOf(key);
    const given: readonly (readonly [Source, string, unknown])[] = [
      ['flag', `--${key}`, flags[key]],
      ['environment', variable, environment[variable]],
      ['file', `${key} of ${file?.name}`, fromFile[key]],
      ['default', key, fallback],
    ];
    const found = given.find(([, , value]) => value !== undefined);
    if (!found) continue;
    const [source, name, value] = found;
    const parsed = source === 'default' ? value : parse(value);
    if (parsed === undefined)
      throw invalid(`${name} is ${setting.isSecret ? 'unfit' : JSON.stringify(value)}, must be ${expected}`);
    settings[key] = parsed;
    sources[key] = source;
  }
  return { settings: settings as unknown as ReceiverSettings, sources };
}

function refuseUnknown(
  environment: Readonly<Record<string, string | undefined>>,
  file?: { readonly name: string; readonly content: Readonly<Record<string, unknown>> },
): void {
  const variables = [...SETTINGS.map(({ key }) => variableOf(key)), CONFIG_VARIABLE];
  for (const name of Object.keys(environment))
    if (name.startsWith(VARIABLE_PREFIX) && !variables.includes(name))
      throw invalid(`the environment has ${name}, must be one of ${variables.join(', ')}`);
  if (!file) return;
  const secret = SETTINGS.find(({ key, isSecret }) => isSecret && key in file.content);
  if (secret)
    throw invalid(
      `${file.name} has "${secret.key}", which may stand in ${variableOf(secret.key)} or in the file that "${secret.key}File" names`,
    );
  const keys: readonly string[] = SETTINGS.filter(({ isSecret }) => !isSecret).map(({ key }) => key);
  for (const key of Object.keys(file.content))
    if (!keys.includes(key)) throw invalid(`${file.name} has "${key}", must be one of ${keys.join(', ')}`);
}

/** Names the file of settings when no flag does. */
export const CONFIG_VARIABLE = `${VARIABLE_PREFIX}CONFIG`;

function whole(low: number, high: number): Pick<Setting, 'expected' | 'parse'> {
  return {
    expected: `a whole number from ${low} to ${high}`,
    parse(value) {
      const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
      return Number.isInteger(number) && (number as number) >= low && (number as number) <= high
        ? number
        : undefined;
    },
  };
}

function words(expected: string): Pick<Setting, 'expected' | 'parse'> {
  return { expected, parse: text };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function names(value: unknown): readonly string[] | undefined {
  const found = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value;
  return Array.isArray(found) && found.length > 0 && found.every((name) => text(name) !== undefined)
    ? found
    : undefined;
}
