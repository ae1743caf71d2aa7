import type { Command } from 'commander';
import type { BackupArguments } from '../receiver/run_backup.ts';

/** Copies of a receiver’s database. */
export function backupCommands(program: Command): void {
  for (const { name, summary, description, file } of [
    {
      name: 'backup',
      summary: 'copy a receiver’s SQLite database while it is in use',
      description:
        'Copies a receiver’s SQLite database as it stands at one moment; receivers go on meanwhile. What was acknowledged before is in the copy. Nothing is overwritten.',
      file: 'where the copy goes',
    },
    {
      name: 'restore',
      summary: 'put a backup where a receiver finds it',
      description:
        'Checks a backup and makes it the database, where there is none. Erasures that came after the backup are undone by it.',
      file: 'the backup',
    },
  ] as const)
    program
      .command(name)
      .summary(summary)
      .description(description)
      .argument('<file>', file)
      .option('--database <file>', 'SQLite file of the receiver', 'receiver.sqlite')
      .option('--json', 'print one JSON object, nothing else')
      .action(async (path: string, given: Omit<BackupArguments, 'file'> & { json?: boolean }) => {
        const { runBackup, runRestore, backupText } = await import('../receiver/run_backup.ts');
        const done = await (name === 'backup' ? runBackup : runRestore)({ ...given, file: path });
        console.log(given.json ? JSON.stringify(done) : backupText(done));
      });
}
