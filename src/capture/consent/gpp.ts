import { isObject, listOf } from '../values.ts';
import { both, listening, PENDING } from './signal.ts';

/** Fields of the sections of US states: 1 = opted out. */
const OPT_OUTS = ['SaleOptOut', 'SharingOptOut', 'TargetedAdvertisingOptOut'];

/**
 * IAB Tech Lab's Global Privacy Platform. Sections of the United States tell who opted out, which is a no; who
 * did not has not said yes, so they abstain. A section with purposes of consent (Europe, Canada) must grant the first.
 */
export const gpp = listening('__gpp', ['addEventListener'], (message: unknown) => {
  const { pingData } = message as { pingData: Readonly<Record<string, unknown>> };
  if (pingData.signalStatus !== 'ready') return PENDING;
  const sections = Object.values(pingData.parsedSections as object)
    .flatMap(listOf)
    .filter(isObject);
  const isNo = sections.some(
    (section) =>
      section.Gpc === true ||
      OPT_OUTS.some((name) => section[name] === 1) ||
      (Array.isArray(section.PurposeConsents) && section.PurposeConsents[0] !== true),
  );
  return isNo ? both(false) : undefined;
});
