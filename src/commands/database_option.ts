import type { Command } from 'commander';
import { invalid } from '../contract/error.ts';
import { variableOf } from '../receiver/settings.ts';

const PASSWORD = /^postgres(ql)?:\/\/[^@/]*:[^@/]*@/;

/**
 * Lets every command that works on a receiver's database take it and the site from the environment that the receiver
 * has, and refuses a password on a command line, where every user of the machine can read it.
 * `receive` puts its settings together itself.
 */
export function heedEnvironment(program: Command): void {
  for (const command of program.commands) {
    if (command.name() === 'receive' || !command.options.some(({ long }) => long === '--database')) continue;
    for (const option of command.options)
      if (option.long === '--database' || option.long === '--site')
        option.env(variableOf(option.attributeName()));
  }
  program.hook('preAction', (_program, command) => {
    const isGiven = command.getOptionValueSource('database') === 'cli';
    if (isGiven && PASSWORD.test(String(command.opts().database)))
      throw invalid(
        `--database has a password, which every user of this machine can read: put it into ${variableOf('database')}, PGPASSWORD or --database-password-file`,
      );
  });
}
