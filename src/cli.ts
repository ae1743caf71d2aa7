#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { backupCommands } from './commands/backup_commands.ts';
import { heedEnvironment } from './commands/database_option.ts';
import { inspectCommands } from './commands/inspect_commands.ts';
import { receiverCommands } from './commands/receiver_commands.ts';
import { statisticsCommands } from './commands/statistics_commands.ts';
import { trainingCommands } from './commands/training_commands.ts';
import { upkeepCommands } from './commands/upkeep_commands.ts';
import { InklingError } from './contract/error.ts';

/**
 * The bin `inkling`. `commands/` has names, options and defaults; what a command does lives in its room
 * and is imported when it runs, so that no command waits for, or needs, the packages of another.
 */
const program = new Command('inkling')
  .description('Profiles that stay on the shopper’s device: train a model, receive releases.')
  .version(versionOfPackage())
  .showHelpAfterError('Run "inkling help COMMAND" for its options.');

for (const add of [
  receiverCommands,
  upkeepCommands,
  statisticsCommands,
  backupCommands,
  trainingCommands,
  inspectCommands,
])
  add(program);
heedEnvironment(program);

try {
  await program.parseAsync();
} catch (error) {
  // A mistake that the caller can mend gets one line; anything else is our bug, and its stack helps.
  console.error(error instanceof InklingError ? `inkling: ${error.message}` : error);
  process.exitCode = 1;
}

function versionOfPackage(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
