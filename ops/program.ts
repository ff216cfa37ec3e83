import { Command } from 'commander';
import { alarmCommands } from './alarms/commands';
import { breakerCommands } from './breaker/commands';
import { dlqCommands } from './dlq/commands';
import { orderCommands } from './order/commands';
import { paymentsCommands } from './payments/commands';
import { ordersCommands } from './reconcile/orders';
import { reportCommands } from './report/commands';
import type { Run } from './run';
import { stageCommands } from './stage/commands';
import { stockCommands } from './stock/commands';

/** The command with all its subcommands, each with the work that `run` makes an action of. */
export const opsProgram = (run: Run): Command => {
  const program = new Command('npm run ops --')
    .description('The order processor in operation, here (npm start) or on AWS.')
    .option('--stack <name>', 'work on the stack of this name on AWS; else on what the environment or .local/env names')
    // Not --env-file: Node.js takes that one for itself, also after the script's name.
    .option('--variables-file <path>', 'variables of the environment to work on, as npm start writes them')
    .option('--json', 'print one JSON object as the last line, for programs')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 asked for something that makes no sense.');
  for (const commands of [
    orderCommands,
    ordersCommands,
    paymentsCommands,
    stockCommands,
    dlqCommands,
    stageCommands,
    breakerCommands,
    alarmCommands,
    reportCommands,
  ]) {
    commands(program, run);
  }
  return program;
};
