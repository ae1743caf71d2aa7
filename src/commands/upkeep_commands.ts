import type { Command } from 'commander';
import { DEFAULT_PERIOD_DAYS, MIN_PERIOD_DAYS } from '../contract/config.ts';
import type { ModelsArguments } from '../receiver/run_models.ts';
import type { RetentionArguments, SettleArguments } from '../receiver/run_upkeep.ts';
import { DATABASE, wholeNumber } from './options.ts';

/** What a receiver’s database is looked after with. */
export function upkeepCommands(program: Command): void {
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
        const { runModels, modelsText } = await import('../receiver/run_models.ts');
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
        const { runQuarantine, quarantineText } = await import('../receiver/run_upkeep.ts');
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
      const forgotten = await (await import('../receiver/run_upkeep.ts')).runRetention(given);
      console.log(given.json ? JSON.stringify({ forgotten }) : `${forgotten} releases rolled up to counts`);
    });
}
