import { InklingError, invalid } from './error.ts';
import { optionalNumber, optionalString, record } from './parse.ts';
import { isPreset, PRESETS, type Preset } from './preset.ts';
import { MAX_EPSILON_MILLI } from './release.ts';

/** What a shop configures. Every value has a default; none can weaken a promise. */
export interface Config {
  /** Address of the model's manifest.json. */
  readonly modelUrl: string;
  /** Base address of the receiver; absent = nothing is ever sent. */
  readonly receiver?: string;
  /** Address of an Oblivious HTTP relay; absent = releases go to the receiver directly. */
  readonly relay?: string;
  /** Base64url of the receiver's key configuration (RFC 9458); without it nothing goes to a relay. */
  readonly relayKey?: string;
  /** The shop's name at the receiver. */
  readonly site: string;
  /** `sha256-<base64>` of the codebook file; absent = nothing is ever sent. */
  readonly codebook?: string;
  /** Loss of one release in thousandths: 1000, 2000, 3000 or 4000. */
  readonly epsilonMilli: number;
  /** Length of a privacy period, days, >= 7. */
  readonly periodDays: number;
  /** The shop asked for a larger epsilon or a shorter period than the ceilings allow, and got the ceiling. */
  readonly isHeld?: true;
  /** Share of the browsers, in [0, 1), that are shown no recommendations, so that the shop sees what they are worth. */
  readonly holdout?: number;
  /** Folder of the built files: workers, panel, .wasm. Ends in a slash. */
  readonly assetsUrl: string;
  /** SHA-256 of each of them, base64, by name, where they come from another origin; absent = loaded as they are. */
  readonly hashes?: Readonly<Record<string, string>>;
  /** What the site offers; absent = what its pages' markup says. */
  readonly preset?: Preset;
  /** Backends to try, best first. */
  readonly backends: readonly Backend[];
}

export const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;
export type Backend = (typeof BACKENDS)[number];

export const DEFAULT_EPSILON_MILLI = 2_000;
export const DEFAULT_PERIOD_DAYS = 28;
export const MIN_PERIOD_DAYS = 7;
export const DAY_MS = 86_400_000;

/**
 * The configuration from loose options (script attributes, `window.inklingConfig`, URL parameters).
 *
 * Epsilon rounds down to a whole number. More than 4, or a shorter period than 7 days, would raise what
 * a shopper loses: either is held at its ceiling, and `isHeld` says so. Epsilon below 1 is refused.
 *
 * @param base address against which relative ones are resolved; the folder of the script.
 * @throws InklingError `invalid-argument`
 */
export function parseConfig(input: unknown, base: string): Config {
  const given = record(input, 'configuration');
  const text = (name: string) => optionalString(given[name], name, 2000)?.trim() || undefined;
  const numeric = (name: string) => {
    const value = given[name];
    return optionalNumber(typeof value === 'string' && value.trim() !== '' ? Number(value) : value, name);
  };
  const receiver = text('receiver');
  const relay = text('relay');
  const relayKey = text('relayKey');
  const codebook = text('codebook');
  if (codebook !== undefined && !/^sha256-[A-Za-z0-9+/]{43}=$/.test(codebook)) {
    throw invalid('codebook must be "sha256-" and the base64 of 32 bytes');
  }
  const site = text('site') ?? 'default';
  if (!/^[\w-]{1,64}$/.test(site)) throw invalid('site must be 1 to 64 letters, digits, "-" or "_"');
  const epsilon = numeric('epsilon') ?? DEFAULT_EPSILON_MILLI / 1000;
  if (!(epsilon >= 1)) throw invalid(`epsilon is ${epsilon}, must be 1, 2, 3 or 4`);
  const periodDays = numeric('periodDays') ?? DEFAULT_PERIOD_DAYS;
  if (!(periodDays > 0 && periodDays <= 365))
    throw invalid(`periodDays is ${periodDays}, must be from ${MIN_PERIOD_DAYS} to 365`);
  const preset = text('preset');
  if (preset !== undefined && !isPreset(preset)) throw invalid(`preset is none of ${PRESETS.join(', ')}`);
  const holdout = numeric('holdout') ?? 0;
  if (!(holdout >= 0 && holdout < 1)) throw invalid(`holdout is ${holdout}, must be from 0 to less than 1`);
  const assetsUrl = address(text('assets') ?? './', base, 'assets');
  return {
    modelUrl: address(
      text('model') ?? 'models/base/manifest.json',
      text('model') ? base : assetsUrl,
      'model',
    ),
    ...(receiver === undefined
      ? {}
      : { receiver: address(receiver.endsWith('/') ? receiver : `${receiver}/`, base, 'receiver') }),
    ...(relay === undefined ? {} : { relay: address(relay, base, 'relay') }),
    ...(relayKey === undefined ? {} : { relayKey }),
    site,
    ...(codebook === undefined ? {} : { codebook }),
    epsilonMilli: Math.min(Math.floor(epsilon) * 1000, MAX_EPSILON_MILLI),
    periodDays: Math.max(Math.floor(periodDays), MIN_PERIOD_DAYS),
    ...(epsilon > MAX_EPSILON_MILLI / 1000 || periodDays < MIN_PERIOD_DAYS ? { isHeld: true } : {}),
    ...(holdout === 0 ? {} : { holdout }),
    assetsUrl: assetsUrl.endsWith('/') ? assetsUrl : `${assetsUrl}/`,
    ...(preset === undefined ? {} : { preset }),
    backends: parseBackends(text('backend')),
  };
}

function address(relative: string, base: string, name: string): string {
  try {
    return new URL(relative, base).href;
  } catch (cause) {
    throw new InklingError('invalid-argument', `${name} is not an address`, { cause });
  }
}

function parseBackends(value: string | undefined): readonly Backend[] {
  if (value === undefined) return BACKENDS;
  const wanted = value.split(',').map((name) => name.trim());
  const known = BACKENDS.filter((backend) => wanted.includes(backend));
  if (known.length === 0) throw invalid(`backend is none of ${BACKENDS.join(', ')}`);
  return known;
}
