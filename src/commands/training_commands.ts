import { type Command, Option } from 'commander';
import type { SimulateArguments } from '../simulate/run_simulate.ts';
import type { PrepareArguments } from '../training/prepare/run_prepare.ts';
import type { CatalogueArguments } from '../training/run_catalogue.ts';
import type { EvaluateArguments } from '../training/run_evaluate.ts';
import type { TrainArguments } from '../training/run_train.ts';
import { currencyCode, memorySize, wholeNumber } from './options.ts';

/** What makes, judges and renews a model. */
export function trainingCommands(program: Command): void {
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
    .addOption(
      new Option(
        '--codes <of>',
        'for very large catalogues: items are eight bytes each, of centroids that they share and that are trained. Codes are of vectors trained first, or of components of who had what, which takes less memory and ranks far worse',
      ).choices(['vectors', 'components']),
    )
    .option(
      '--pool <n>',
      'with --codes: items whose cards everyone gets, 12000 if absent; of more, the rest comes with the pages visited',
      wholeNumber(64, 2 ** 24),
    )
    .option('--no-resume', 'start anew where a run that was killed could be gone on with')
    .action(async (given: TrainArguments) => {
      const { rowsMoved } = await (await import('../training/run_train.ts')).runTrain(given);
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
      new Option(
        '--print-sql <database>',
        'only print the SQL; for spark and bigquery it is untested',
      ).choices(['duckdb', 'postgres', 'spark', 'bigquery']),
    )
    .option('--partitions <n>', 'parts by shopper; by the size of the log if absent', wholeNumber(1, 10_000))
    .option('--memory <size>', 'memory of DuckDB; the rest goes to disk beside --out', memorySize, '1GB')
    .option('--max-gap <n>', 'positions within which two items are neighbours', wholeNumber(1, 20), 10)
    .option('--json', 'print one JSON object, nothing else')
    .action(async (given: PrepareArguments & { json?: boolean }) => {
      const { runPrepare, summaryText } = await import('../training/prepare/run_prepare.ts');
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
      const { evaluationText, runEvaluate } = await import('../training/run_evaluate.ts');
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
      const { catalogueText, runCatalogue } = await import('../training/run_catalogue.ts');
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
        import('../training/base_model.ts'),
        import('../training/replace_folder.ts'),
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
        import('../simulate/run_simulate.ts'),
        import('../training/progress_bar.ts'),
      ]);
      const { interactions } = await runSimulate(
        given,
        showCount(process.stderr, 'shoppers', given.shoppers),
      );
      console.log(`wrote ${given.shoppers} shoppers, ${interactions} interactions`);
    });
}
