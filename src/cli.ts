#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_EPSILON_MILLI, DEFAULT_PERIOD_DAYS, MIN_PERIOD_DAYS } from './contract/config.ts';
import { InklingError } from './contract/error.ts';
import { MAX_EPSILON_MILLI } from './contract/release.ts';
import type { ModelsArguments } from './receiver/run_models.ts';
import type { OhttpKeysOptions } from './receiver/run_ohttp_keys.ts';
import type { ReceiveArguments } from './receiver/run_receive.ts';
import type { RetentionArguments, SettleArguments } from './receiver/run_upkeep.ts';
import type { SimulateArguments } from './simulate/run_simulate.ts';
import type { PrepareArguments } from './training/prepare/run_prepare.ts';
import type { CatalogueArguments } from './training/run_catalogue.ts';
import type { EvaluateArguments } from './training/run_evaluate.ts';
import type { TrainArguments } from './training/run_train.ts';

/**
 * The bin `inkling`. Here stand names, options and defaults; what a command does lives in its room
 * and is imported when it runs, so that no command waits for, or needs, the packages of another.
 */
const program = new Command('inkling')
  .description('Profiles that stay on the shopper’s device: train a model, receive releases.')
  .version(versionOfPackage())
  .showHelpAfterError('Run "inkling help COMMAND" for its options.');

/** Where releases are. */
const DATABASE = 'SQLite file, created if absent, or postgres://user:password@host,host/name';

program
  .command('receive')
  .summary('take releases and show cohorts')
  .description('Takes the releases of a shop’s shoppers, and shows cohorts at its own address.')
  .option('--port <n>', 'port to listen on; 0 picks a free one', wholeNumber(0, 65_535), 8787)
  .option('--host <host>', 'address to listen on; 0.0.0.0 for every one', '127.0.0.1')
  .option('--database <file>', DATABASE, 'receiver.sqlite')
  .option('--models <folder>', 'folder of model folders, whose codebooks are live', 'models')
  .option('--live <names...>', 'model folders to take, when there are codebooks of more than two')
  .option('--site <name>', 'the shop’s name, as in data-site', 'default')
  .option(
    '--epsilon <n>',
    'loss of one release, 1 to 4, as in data-epsilon',
    wholeNumber(1, MAX_EPSILON_MILLI / 1000),
    DEFAULT_EPSILON_MILLI / 1000,
  )
  .option(
    '--period-days <n>',
    'length of a privacy period, as in data-period-days',
    wholeNumber(MIN_PERIOD_DAYS, 365),
    DEFAULT_PERIOD_DAYS,
  )
  .option('--rate <n>', 'releases a second that the site takes', wholeNumber(1, 1_000_000), 20_000)
  .option('--ohttp [file]', 'take releases through Oblivious HTTP too; keys in FILE, or beside the database')
  .option('--json', 'print one JSON object when ready, nothing else')
  .addOption(new Option('--demo-clock', 'take releases of any period').hideHelp())
  .action(async (given: ReceiveArguments) => (await import('./receiver/run_receive.ts')).runReceive(given));

program
  .command('ohttp-keys')
  .summary('show or renew the keys of the gateway')
  .description(
    'Shows what pages pin of the Oblivious HTTP gateway’s keys; makes the first where there is none.',
  )
  .argument('<file>', 'as given to receive --ohttp; by default it is DATABASE.ohttp-keys')
  .option('--rotate', 'add a key for pages to pin, and keep the one before it')
  .option('--json', 'print one JSON object, nothing else')
  .action(async (file: string, given: OhttpKeysOptions) =>
    (await import('./receiver/run_ohttp_keys.ts')).runOhttpKeys({ ...given, file }),
  );

program
  .command('models')
  .summary('list, activate or roll back what a site takes releases of')
  .description(
    'Lists the codebooks that a site has had, and which are live. What a receiver brings for the first time is live by itself; here it is changed afterwards, for all receivers of the database, within seconds.',
  )
  .argument('[action]', 'activate MODEL, or rollback; lists by default')
  .argument('[model]', 'name of the model that brought it, or the first digits of its hash')
  .option('--database <file>', DATABASE, 'receiver.sqlite')
  .option('--site <name>', 'the shop’s name, as in data-site', 'default')
  .option('--alone', 'with activate: stop taking the one that was live before')
  .option('--json', 'print one JSON object, nothing else')
  .action(
    async (
      action: string | undefined,
      model: string | undefined,
      given: ModelsArguments & { alone?: boolean; json?: boolean },
    ) => {
      const { runModels, modelsText } = await import('./receiver/run_models.ts');
      const models = await runModels({ ...given, ...(action && { action }), ...(model && { model }) });
      console.log(given.json ? JSON.stringify({ models }) : modelsText(models));
    },
  );

program
  .command('quarantine')
  .summary('show, count or discard releases of an implausible surge')
  .description(
    'Lists the days of which releases are kept and not counted, because far more came than on other days.',
  )
  .argument('[action]', 'release or discard; lists by default')
  .argument('[day]', 'YYYY-MM-DD, as listed')
  .option('--database <file>', DATABASE, 'receiver.sqlite')
  .option('--site <name>', 'the shop’s name, as in data-site', 'default')
  .option('--json', 'print one JSON object, nothing else')
  .action(
    async (
      action: string | undefined,
      day: string | undefined,
      given: SettleArguments & { json?: boolean },
    ) => {
      const { runQuarantine, quarantineText } = await import('./receiver/run_upkeep.ts');
      const days = await runQuarantine({ ...given, ...(action && { action }), ...(day && { day }) });
      console.log(given.json ? JSON.stringify({ days }) : quarantineText(days));
    },
  );

program
  .command('retention')
  .summary('forget releases that are older than two periods, and keep their counts')
  .description(
    'Does now what a receiver does by itself at a period’s edge: nonces are forgotten, counts stay.',
  )
  .option('--database <file>', DATABASE, 'receiver.sqlite')
  .option('--site <name>', 'the shop’s name, as in data-site', 'default')
  .option(
    '--period-days <n>',
    'length of a privacy period, as of the receiver',
    wholeNumber(MIN_PERIOD_DAYS, 365),
    DEFAULT_PERIOD_DAYS,
  )
  .option('--json', 'print one JSON object, nothing else')
  .action(async (given: RetentionArguments & { json?: boolean }) => {
    const forgotten = await (await import('./receiver/run_upkeep.ts')).runRetention(given);
    console.log(given.json ? JSON.stringify({ forgotten }) : `${forgotten} releases rolled up to counts`);
  });

program
  .command('train')
  .summary('make a model of a shop’s own log')
  .description(
    'Trains a model on a shop’s log and writes its folder at once, at the end. Progress goes to stderr.',
  )
  .option(
    '--items <file>',
    'the catalogue: JSONL of {id, name, brand, category, price, url, image}, or a feed as of "inkling catalogue"; --sessions can do without',
  )
  .option(
    '--interactions <file>',
    'the log: JSONL, CSV (shopper, item, kind, at), Parquet or GA4’s BigQuery export',
  )
  .option('--sequences <file>', 'or item ids, oldest first, a shopper a line')
  .option('--sessions <file>', 'or those of anonymous sessions, a session a line, the oldest session first')
  .option('--prepared <folder>', 'or what "inkling prepare" made of the log')
  .requiredOption('--out <folder>', 'the model’s folder; an existing one is replaced')
  .option('--seed <n>', 'of everything that is drawn', wholeNumber(0, 2 ** 31 - 1), 1)
  .option(
    '--min-shoppers <n>',
    'distinct shoppers behind a published neighbour',
    wholeNumber(1, 1_000_000),
    5,
  )
  .option('--epochs <n>', 'at most; it stops when validation stops gaining', wholeNumber(1, 1_000))
  .option('--sensitive <names...>', 'categories that no row of the codebook may stand for')
  .option('--from <folder>', 'a model to go on from: its codebook is kept to the byte, its space with it')
  .option('--cold', 'also tell how items are ranked that nobody had yet: trains once more')
  .option('--no-resume', 'start anew where a run that was killed could be gone on with')
  .action(async (given: TrainArguments) => {
    const { rowsMoved } = await (await import('./training/run_train.ts')).runTrain(given);
    console.log(`wrote ${given.out}`);
    if (rowsMoved)
      console.log(
        `codebook kept: ${(100 * rowsMoved.moved).toFixed(1)} % of ${rowsMoved.shoppers} shoppers have another row`,
      );
  });

program
  .command('prepare')
  .summary('turn a large log into tables to train on')
  .description(
    'Turns logs of any size into Parquet tables: steps, neighbour counts, attribute counts. Progress goes to stderr.',
  )
  .option('--interactions <files...>', 'the log: JSONL, CSV, Parquet or GA4’s BigQuery export')
  .option('--items <file>', 'the catalogue, JSONL')
  .option('--out <folder>', 'the tables’ folder; an earlier one is replaced')
  .option('--engine <name>', 'duckdb, or the address of a PostgreSQL server: postgres://...', 'duckdb')
  .addOption(
    new Option('--print-sql <database>', 'only print the SQL; for spark and bigquery it is untested').choices(
      ['duckdb', 'postgres', 'spark', 'bigquery'],
    ),
  )
  .option('--partitions <n>', 'parts by shopper; by the size of the log if absent', wholeNumber(1, 10_000))
  .option('--memory <size>', 'memory of DuckDB; the rest goes to disk beside --out', memorySize, '1GB')
  .option('--max-gap <n>', 'positions within which two items are neighbours', wholeNumber(1, 20), 10)
  .option('--json', 'print one JSON object, nothing else')
  .action(async (given: PrepareArguments & { json?: boolean }) => {
    const { runPrepare, summaryText } = await import('./training/prepare/run_prepare.ts');
    const result = await runPrepare(given);
    if (typeof result === 'string') console.log(result);
    else console.log(given.json ? JSON.stringify(result) : summaryText(result, given.out!));
  });

program
  .command('evaluate')
  .summary('say how good a model is')
  .description(
    'Ranks the whole catalogue for every test of a log, ties at mid rank. Progress goes to stderr.',
  )
  .requiredOption('--model <folder>', 'the model’s folder')
  .requiredOption('--sequences <file>', 'item ids, oldest first, a shopper or session a line')
  .addOption(
    new Option('--protocol <name>', 'last new item of each line, or every item from those before it')
      .choices(['leave-one-out', 'prefixes'])
      .default('leave-one-out'),
  )
  .option('--json', 'print one JSON object, nothing else')
  .action(async (given: EvaluateArguments & { json?: boolean }) => {
    const { evaluationText, runEvaluate } = await import('./training/run_evaluate.ts');
    const evaluation = await runEvaluate(given);
    console.log(given.json ? JSON.stringify(evaluation) : evaluationText(evaluation));
  });

program
  .command('catalogue')
  .summary('renew a model’s catalogue from the shop’s feed, without training')
  .description(
    [
      'Writes what the feed says now into a trained model’s folder: prices, stock, pictures, other ids of an item.',
      'New items get a vector from their brand, category and words; items that the feed no longer holds stay,',
      'and are not recommended. Codebook and weights are not touched. Run it as often as the feed changes.',
    ].join(' '),
  )
  .requiredOption('--model <folder>', 'the trained model’s folder')
  .requiredOption(
    '--feed <file>',
    'Google Merchant XML (RSS, Atom) or table (TSV, CSV), Shopify’s products JSON, or JSONL as --items of train',
  )
  .option('--out <folder>', 'where to; the model’s own folder is replaced without it')
  .option('--partial', 'the feed holds some items only: leave all others as they are')
  .option('--currency <code>', 'currency of a feed that names none, as Shopify’s', currencyCode)
  .option('--json', 'print one JSON object, nothing else')
  .addHelpText(
    'after',
    '\nVariants with one group id become one item. A malformed feed changes nothing; entries that cannot be\nused are counted, with the line of the first.',
  )
  .action(async (given: CatalogueArguments & { json?: boolean }) => {
    const { catalogueText, runCatalogue } = await import('./training/run_catalogue.ts');
    const report = await runCatalogue(given);
    console.log(given.json ? JSON.stringify(report) : catalogueText(report));
  });

program
  .command('base')
  .summary('write the model that needs no training')
  .description(
    'Writes models/base: hashed words and a public codebook of retail departments. Always the same bytes.',
  )
  .option('--out <folder>', 'the model’s folder', 'models/base')
  .action(async ({ out }: { out: string }) => {
    const [{ encodeBaseModel }, { replaceFolder }] = await Promise.all([
      import('./training/base_model.ts'),
      import('./training/replace_folder.ts'),
    ]);
    await replaceFolder(out, encodeBaseModel());
    console.log(`wrote ${out}`);
  });

program
  .command('simulate')
  .summary('write seeded shoppers of the demo shop')
  .description(
    'Writes simulated shoppers with several interests, drift, gifts and noise, as a log to train on.',
  )
  .requiredOption('--out <file>', 'JSONL, a shopper a line')
  .option('--shoppers <n>', 'how many', wholeNumber(1, 10_000_000), 1_000)
  .option('--seed <n>', 'the same seed, the same shoppers', wholeNumber(0, 2 ** 31 - 1), 1)
  .option('--items <file>', 'also write the catalogue, JSONL')
  .option('--truth <file>', 'also write each shopper’s true interests, JSONL')
  .action(async (given: SimulateArguments) => {
    const [{ runSimulate }, { showCount }] = await Promise.all([
      import('./simulate/run_simulate.ts'),
      import('./training/progress_bar.ts'),
    ]);
    const { interactions } = await runSimulate(given, showCount(process.stderr, 'shoppers', given.shoppers));
    console.log(`wrote ${given.shoppers} shoppers, ${interactions} interactions`);
  });

program
  .command('verify-ledger')
  .summary('check a ledger that a shopper took out of the panel')
  .description(
    'Checks a ledger as the panel gives it ("What left", "Download"): damage, partial edits, gaps, bytes that are no release, a second release in a period, more than the year’s budget. Exits with 1 when it finds any. It does not find a ledger that was rewritten as a whole, rows cut off at its end, or anything sent past Inkling.',
  )
  .argument('<file>', 'JSON, the ledger or a file that holds one as "ledger"')
  .option('--json', 'print one JSON object, nothing else')
  .action(async (file: string, { json }: { json?: boolean }) => {
    const { ledgerText, verifyLedger } = await import('./inspect/verify_ledger.ts');
    const report = await verifyLedger(file);
    console.log(json ? JSON.stringify(report) : ledgerText(report));
    if (report.findings.length > 0) process.exitCode = 1;
  });

program
  .command('fingerprint')
  .summary('print the line of a model for a public log')
  .description(
    'Prints one line that names a model’s codebook and manifest by SHA-256, and the ceilings of this version. Whoever has it can tell whether the pages that they get are pinned to the same list.',
  )
  .argument('<folder>', 'the model’s folder')
  .option('--json', 'print one JSON object, nothing else')
  .action(async (folder: string, { json }: { json?: boolean }) => {
    const { fingerprint, fingerprintLine } = await import('./inspect/fingerprint.ts');
    const found = await fingerprint(folder);
    console.log(json ? JSON.stringify(found) : fingerprintLine(found));
  });

try {
  await program.parseAsync();
} catch (error) {
  // A mistake that the caller can mend gets one line; anything else is our bug, and its stack helps.
  console.error(error instanceof InklingError ? `inkling: ${error.message}` : error);
  process.exitCode = 1;
}

/** Parses an option. */
function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high)
      throw new InvalidArgumentError(`Must be a whole number from ${low} to ${high}.`);
    return value;
  };
}

/** Parses an option. */
function memorySize(text: string): string {
  if (!/^\d+(\.\d+)? ?[KMGT]i?B$/i.test(text))
    throw new InvalidArgumentError('Must be a size such as 512MB or 2GB.');
  return text;
}

/** Parses an option. */
function currencyCode(text: string): string {
  if (!/^[A-Za-z]{3}$/.test(text)) throw new InvalidArgumentError('Must be a code of three letters, as EUR.');
  return text.toUpperCase();
}

function versionOfPackage(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
