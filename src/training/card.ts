import { DEFAULT_EPSILON_MILLI } from '../contract/config.ts';
import { COHORT_SHOPPERS, type CodebookReport, type ListQuality } from './codebook_report.ts';
import type { ColdItems } from './cold_items.ts';
import type { Protocol } from './split.ts';
import type { TrainReport } from './train.ts';
import type { TaggerQuality } from './train_tagger.ts';

export interface CardContext {
  /** Where the behaviour comes from, one sentence. */
  readonly data: string;
  /** How to make the folder again. */
  readonly command: string;
  /** How often the test split of these data has been evaluated, this run included; 1 by default. */
  readonly testEvaluations?: number;
  /** How items are ranked that nobody had yet, where it was measured. */
  readonly cold?: ColdItems;
}

/** What rounding costs, as a share of NDCG@10; below zero when the rounded model happens to rank better. */
export const roundingCost = ({ learnt, shipped }: TrainReport['quantisation']): number =>
  learnt > 0 ? 1 - shipped / learnt : 0;

const EVALUATIONS = 'times the test split was evaluated';

/** The count that an earlier card of the same data gives; 0 when it is of other data, or no card. */
export function testEvaluationsIn(card: string, data: string): number {
  if (!card.includes(`\n${data}\n`)) return 0;
  return Number(new RegExp(`\\| ${EVALUATIONS} \\| (\\d+)`).exec(card)?.[1] ?? 0);
}

const PROTOCOLS: Readonly<Record<Protocol, string>> = {
  'leave-one-out': `Leave-one-out: each shopper's last step tests, the last but one validates. The test target is the last item
that was new to the shopper, items of the history are masked;`,
  'held-out-shoppers': `Held-out shoppers: nothing of the validation and test shoppers was trained on. The test target is the last item
that was new to the shopper, items of the history are masked;`,
  sessions: `On validation, the newest tenth of the sessions, by which choices were made: every item but a session's first is
predicted from those before it, repeats allowed. \`inkling evaluate --protocol prefixes\` tests on other sessions;`,
};

/** card.md of a model: what it was made from, how it was tested and how good it is. */
export function writeCard(
  report: TrainReport,
  { data, command, testEvaluations = 1, cold }: CardContext,
): string {
  const { model, settings, shoppers, metrics, quantisation, rulesOnTraining, rowShares } = report;
  const { shape, catalogue, codebook, blend } = model;
  const percent = (share: number) => `${(100 * share).toFixed(1).replace('-0.0', '0.0')} %`;
  return `# ${model.name}

${data}

| | |
|---|---|
| items, brands, categories | ${catalogue.cards.length}, ${catalogue.brands.length}, ${catalogue.tags.length} |
| shoppers: training, validation, test | ${shoppers.train}, ${shoppers.validation}, ${shoppers.test} |
| steps trained on | ${report.steps} |${codesText(report)}
| shape | D ${shape.D}, T ${shape.T}, ${shape.blocks} block(s), ${shape.heads} heads, F ${shape.F} |
| weights of the ranking | lambda ${blend.lambda} (neighbours), beta ${blend.beta} (attributes), temperature ${(model.temperature ?? 1).toPrecision(3)}, fitted on validation after int8 |
| feature groups closed | ${report.closedGroups.length === 0 ? 'none' : report.closedGroups.join(', ')}: those that told nothing about validation shoppers |
| neighbour entries | ${report.neighbourEntries}, each resting on at least ${model.minShoppers} distinct shoppers |
| items by their attributes alone | ${report.itemsByAttributesAlone}, which fewer than ${model.minShoppers} shoppers had |
| cost of rounding | ${percent(roundingCost(quantisation))} of NDCG@10: ${quantisation.learnt.toFixed(4)} as learnt, ${quantisation.shipped.toFixed(4)} as shipped, ${quantisation.tests} validation tests |
| ${EVALUATIONS} | ${testEvaluations}, by runs into this folder; every choice was made on validation |
| seed | ${model.seed} |
| training time | ${Math.round(report.seconds)} s |

Made by \`${command}\`.

## How good it is
${PROTOCOLS[settings.protocol]}
full rank over all items, ties at mid rank; ${metrics.model.tests} tests, model rounded as shipped.${refitText(report)}

| | HR@10 | NDCG@10 | HR@20 | MRR@20 | coverage@10 | diversity@10 |
|---|---|---|---|---|---|---|
${row('model', metrics.model)}
${row('attention and graph alone', metrics.attention)}
${row('floor: sequential rules over the same neighbour table', metrics.rules)}
${row('floor: popularity', metrics.popularity)}

Leakage: the rules reach ${rulesOnTraining.hr10.toFixed(4)} HR@10 on training shoppers without their own transitions,
${(rulesOnTraining.hr10 / metrics.rules.hr10).toFixed(2)} times what they reach on test shoppers.
${cold ? coldSection(cold) : ''}
## What it publishes
The files are public. They hold no sequence of any shopper; a neighbour entry, and an item's
own embedding beside its attributes, need ${model.minShoppers} distinct shoppers, and ids are ordered by hash. ${settings.sensitive.length > 0 ? `Left out of the codebook: ${settings.sensitive.join(', ')}.` : 'No category was left out of the codebook.'}

## Tags
${tagsText(report.tagging)}

## Codebook
${origin(report)}

| row | name | share of validation shoppers |
|---|---|---|
${codebook.rows.map(({ name }, k) => `| ${k} | ${name.en} | ${percent(rowShares[k]!)} |`).join('\n')}

${codebookSection(report.codebookReport)}`;
}

const row = (name: string, metrics: TrainReport['metrics']['model']): string => {
  const { hr10, ndcg10, hr20, mrr20, coverage10, diversity10 } = metrics;
  const cells = [hr10, ndcg10, hr20, mrr20, coverage10, diversity10].map((value) => value.toFixed(4));
  return `| ${name} | ${cells.join(' | ')} |`;
};

const codesText = ({ settings: { codes } }: TrainReport): string =>
  codes === undefined
    ? ''
    : `\n| items | eight bytes of codes each, of ${codes}; the centroids are trained |`;

const refitText = ({ refitEpochs }: TrainReport): string =>
  refitEpochs === undefined
    ? ''
    : `
What is published was then trained anew on all there is, for ${refitEpochs} epochs as validation chose: this table is
of the model before, and the codebook below is measured on what the published one has learnt from.`;

function tagsText({ without, tagged, clusters, quality }: TrainReport['tagging']): string {
  if (clusters.length > 0)
    return `No item brings a category: ${tagged} of ${without} have that of one of ${clusters.length} clusters, named by typical words: ${clusters.join(', ')}.`;
  if (!quality) return 'Too few items bring a category to learn one from: the others have none.';
  return `Of ${without} items without a category ${tagged} got one from their words. ${taggerText(quality)}`;
}

/** How the tagger does, one sentence. */
export function taggerText(quality: TaggerQuality): string {
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  const { tests, coverage, accuracy, wholePath, department, frequentPath, frequentDepartment } = quality;
  return `Held out, ${tests} items: ${share(coverage)} get a tag, ${share(accuracy)} of these a right one (their department: ${share(department)}), ${share(wholePath)} of all their whole path; always saying the most frequent path would be right for ${share(frequentPath)}, the most frequent department for ${share(frequentDepartment)}.`;
}

/** Where the codebook comes from. */
const origin = ({ model, rowsMoved }: TrainReport): string =>
  rowsMoved
    ? `K = ${model.codebook.K}, kept to the byte from the previous model; ${(100 * rowsMoved.moved).toFixed(1)} % of ${rowsMoved.shoppers} shoppers have another row than under that model.`
    : `K = ${model.codebook.K}, balanced spherical k-means over the validation profiles.`;

const coldSection = ({ hidden, tests, model, vectors, attributes, random }: ColdItems): string => `
Items that nobody had yet: ${hidden} of them were hidden from another training with the same settings, their vectors
fitted to their attributes, and ranked among themselves for the ${tests} shoppers whose test item is one of them.

| | HR@10 | NDCG@10 |
|---|---|---|
| model | ${quality(model)} |
| vectors alone | ${quality(vectors)} |
| attribute similarity alone | ${quality(attributes)} |
| random | ${quality(random)} |
`;

const quality = ({ hr10, ndcg10 }: ListQuality): string => `${hr10.toFixed(4)} | ${ndcg10.toFixed(4)}`;

/** What a released row is worth. The default loss of a release, eps 2, is in bold. */
function codebookSection({ tests, trueCosine, trueList, popularity, utilities }: CodebookReport): string {
  const rows = utilities.map(
    ({ epsilonMilli, accuracy, simulatedAccuracy, cosine, shareError, list: own }) => {
      const name = epsilonMilli / 1000;
      return `| ${epsilonMilli === DEFAULT_EPSILON_MILLI ? `**${name}** (default)` : name} | ${[
        accuracy.toFixed(3),
        simulatedAccuracy.toFixed(3),
        cosine.toFixed(3),
        `${(100 * shareError).toFixed(2)} points`,
        quality(own),
      ].join(' | ')} |`;
    },
  );
  return `What a release is worth after randomised response, on ${tests} test shoppers:

| eps | true row | simulated | cosine to the profile | error of a cohort's share, n = ${COHORT_SHOPPERS} | HR@10 | NDCG@10 |
|---|---|---|---|---|---|---|
${rows.join('\n')}
| no randomising | 1 | 1 | ${trueCosine.toFixed(3)} | 0 | ${quality(trueList)} |
| popularity | | | | | ${quality(popularity)} |

HR@10 and NDCG@10 are of the list that a receiver could give to the released row alone, items of the history
masked; on the device the whole profile ranks.
`;
}
