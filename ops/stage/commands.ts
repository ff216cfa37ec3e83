import type { Command } from 'commander';
import type { Run } from '../run';
import { mappingOf } from '../target/names';
import { listStages, switchStage } from './mapping';

/** `ops stage …` */
export const stageCommands = (program: Command, run: Run): void => {
  const stage = program.command('stage').description('whether the stages drain their queues');
  stage
    .command('list')
    .description('every stage: running or paused, and how its last batch went')
    .action(run((session) => listStages(session)));
  stage
    .command('pause')
    .description('stops a stage from draining its queue; batches that have begun finish, messages wait')
    .argument('<stage>')
    .option('--confirm', 'do not ask')
    .action(
      run<[string], { confirm?: boolean }>(async (session, [name], { confirm = false }, { confirmed }) => {
        mappingOf(session.names, name);
        await confirmed(`this stops ${name} until stage resume ${name}: orders wait`, confirm);
        return switchStage(session, name, false);
      }),
    );
  stage
    .command('resume')
    .description('lets a stage drain its queue again')
    .argument('<stage>')
    .action(run<[string]>((session, [name]) => switchStage(session, name, true)));
};
