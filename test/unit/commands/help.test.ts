import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { backupCommands } from '../../../src/commands/backup_commands.ts';
import { inspectCommands } from '../../../src/commands/inspect_commands.ts';
import { receiverCommands } from '../../../src/commands/receiver_commands.ts';
import { statisticsCommands } from '../../../src/commands/statistics_commands.ts';
import { trainingCommands } from '../../../src/commands/training_commands.ts';
import { upkeepCommands } from '../../../src/commands/upkeep_commands.ts';

const program = new Command('inkling');
for (const add of [
  ...[backupCommands, inspectCommands, receiverCommands],
  ...[statisticsCommands, trainingCommands, upkeepCommands],
])
  add(program);

describe('inkling help', () => {
  test.each(program.commands.map((command) => [command.name(), command] as const))(
    '%s says what it does and what each argument and option means',
    (name, command) => {
      const help = command.helpInformation();

      expect(help).toContain(`Usage: inkling ${name}`);
      expect(command.description()).toMatch(/^[A-Z].*[.]$/s);
      expect(command.summary()).toMatch(/^[a-z]/);
      for (const { name: argument, description } of command.registeredArguments.map((one) => ({
        name: one.name(),
        description: one.description,
      })))
        expect([argument, description]).toEqual([argument, expect.stringMatching(/\S{2}/)]);
      for (const { long, description, hidden } of command.options)
        if (!hidden) expect([long, description]).toEqual([long, expect.stringMatching(/\S{2}/)]);
    },
  );

  test('knows every command that is told of', () => {
    expect(program.commands.length).toBeGreaterThanOrEqual(17);
    expect(program.helpInformation()).toContain('report [options] <file>');
  });
});
