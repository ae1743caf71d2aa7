import { type Command, InvalidArgumentError, Option } from 'commander';
import type { OhttpKeysOptions } from '../receiver/run_ohttp_keys.ts';
import { CONFIG_VARIABLE, SETTINGS, type Setting, variableOf } from '../receiver/settings.ts';

interface ReceiveFlags {
  readonly config?: string;
  readonly printConfig?: true;
  readonly json?: true;
  readonly demoClock?: true;
}

/** What takes releases, and how they are sealed on their way. */
export function receiverCommands(program: Command): void {
  const receive = program
    .command('receive')
    .summary('take releases and show cohorts')
    .description('Takes the releases of a shop’s shoppers, and shows cohorts at its own address.');
  for (const setting of SETTINGS) if (setting.flag) receive.addOption(optionOf(setting.flag, setting));
  receive
    .option('--config <file>', `JSON file of these settings, or ${CONFIG_VARIABLE}`)
    .option('--print-config', 'print every setting and where it came from, and end')
    .option('--json', 'print one JSON object when ready, nothing else')
    .addOption(new Option('--demo-clock', 'take releases of any period').hideHelp())
    .addHelpText('after', HELP)
    .action(async ({ printConfig, json, demoClock, ...flags }: ReceiveFlags) => {
      const { readSettings, shownSettings, withSecrets } = await import('../receiver/run_settings.ts');
      const resolved = await readSettings(flags);
      if (printConfig) return console.log(shownSettings(resolved));
      const { runReceive } = await import('../receiver/run_receive.ts');
      await runReceive({
        ...(await withSecrets(resolved.settings)),
        ...(json && { json }),
        ...(demoClock && { demoClock }),
      });
    });

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

const HELP = `
A flag beats the environment, which beats the file of --config, which beats the default.
In the file keys are written as in --print-config, in the environment as ${variableOf('periodDays')}.
Secrets: ${variableOf('readToken')} or --read-token-file; --database-password-file, PGPASSWORD,
or a password in ${variableOf('database')}. On the command line every user of the machine could read them.`;

/** The setting as a flag. Its default is told and not set: the environment and the file come first. */
function optionOf(flag: string, { text, fallback, expected, parse }: Setting): Option {
  const option = new Option(flag, fallback === undefined ? text : `${text} (default: ${fallback})`);
  if (option.variadic) return option;
  return option.argParser((given) => {
    const value = parse(given);
    if (value === undefined) throw new InvalidArgumentError(`Must be ${expected}.`);
    return value;
  });
}
