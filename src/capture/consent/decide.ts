import type { ConsentReason, ConsentView } from '../../contract/page_api.ts';
import { type Choice, restOf, type Saying, type Sayings } from '../../contract/records.ts';

/** What browser, place and consent tools say, whatever anybody chose. */
export interface ConsentSignals {
  /** Global Privacy Control. */
  readonly gpc: boolean;
  /** Do Not Track. */
  readonly dnt: boolean;
  readonly secureContext: boolean;
  readonly crossSiteFrame: boolean;
  readonly tools: Sayings;
}

/**
 * Both switches, and what decided each.
 *
 * On is only what a stored choice allows: a tool's yes is stored, as its proof, before it counts. A signal
 * that is absent abstains; any "no" wins over every "yes"; a tool that has not decided yet, and one whose
 * yes was stored and that is not here to confirm it, leave the switch pending: nothing is written. The one
 * exception: `record`, switched on by the shopper's own hand, stands against GPC and DNT, which speak
 * about sharing; `release` is sharing, and never does. A pause or a lock holds off both.
 *
 * @param now ms since the Unix epoch
 */
export function decideConsent(choice: Choice | undefined, signals: ConsentSignals, now: number): ConsentView {
  const rest = restOf(choice, now);
  const { gpc, dnt, tools } = signals;
  const place: ConsentReason | undefined = !signals.secureContext
    ? 'insecure-context'
    : signals.crossSiteFrame
      ? 'cross-site-frame'
      : undefined;
  const browser: ConsentReason | undefined = gpc ? 'gpc' : dnt ? 'dnt' : undefined;
  const why = (name: keyof Saying): ConsentReason | undefined => {
    const isLifted = name === 'record' && choice?.by === 'shopper' && choice.record;
    const said = sumUp(tools, name);
    const locked = rest === 'locked' ? rest : undefined;
    const no = place ?? locked ?? (isLifted ? undefined : browser) ?? (said === false ? 'tool' : undefined);
    if (no) return no;
    if (choice && !choice[name]) return choice.by;
    const isMissing = choice?.by === 'tool' && said === undefined;
    return rest ?? (said === null || isMissing || (!choice && said) ? 'pending' : undefined);
  };
  const recordNo = why('record');
  const releaseNo = why('release');
  const chosen = choice?.by ?? 'none';
  return {
    record: !recordNo && choice?.record === true,
    release: !releaseNo && choice?.release === true,
    recordReason: recordNo ?? chosen,
    releaseReason: releaseNo ?? chosen,
    ...(choice ? { chosenAt: choice.at } : {}),
    ...(rest === 'paused' ? { pausedUntil: choice!.pausedUntil! } : {}),
    ...(Object.keys(tools).length > 0 ? { tools } : {}),
  };
}

/** What all tools together say of a switch: any no, else any that has not decided (null), else any yes; undefined = all abstain. */
export function sumUp(tools: Sayings, name: keyof Saying): boolean | null | undefined {
  const said = Object.values(tools).map((saying) => saying[name]);
  return [false, null, true].find((word) => said.includes(word));
}
