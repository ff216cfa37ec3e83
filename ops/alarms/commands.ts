import type { Command } from 'commander';
import type { Run } from '../run';
import { alarms } from './alarms';

/** `ops alarms` */
export const alarmCommands = (program: Command, run: Run): void => {
  program
    .command('alarms')
    .description('alarms that are not OK, since when, and their sections of the runbook')
    .option('--all', 'those that are OK, too')
    .action(run<[], { all?: boolean }>((session, _, { all = false }) => alarms(session, all)));
};
