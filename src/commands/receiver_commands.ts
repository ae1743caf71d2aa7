import { type Command, Option } from 'commander';
import { DEFAULT_EPSILON_MILLI, DEFAULT_PERIOD_DAYS, MIN_PERIOD_DAYS } from '../contract/config.ts';
import { MAX_EPSILON_MILLI } from '../contract/release.ts';
import type { OhttpKeysOptions } from '../receiver/run_ohttp_keys.ts';
import type { ReceiveArguments } from '../receiver/run_receive.ts';
import { DATABASE, wholeNumber } from './options.ts';

/** What takes releases, and how they are sealed on their way. */
export function receiverCommands(program: Command): void {
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
    .option(
      '--ohttp [file]',
      'take releases through Oblivious HTTP too; keys in FILE, or beside the database',
    )
    .option('--json', 'print one JSON object when ready, nothing else')
    .addOption(new Option('--demo-clock', 'take releases of any period').hideHelp())
    .action(async (given: ReceiveArguments) =>
      (await import('../receiver/run_receive.ts')).runReceive(given),
    );

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
      (await import('../receiver/run_ohttp_keys.ts')).runOhttpKeys({ ...given, file }),
    );
}
