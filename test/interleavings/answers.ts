import { GatewayRefusedError } from '../../stages/payment/gateway/gateway';
import type { GatewayCall, Ledger } from '../stages/gateway';
import type { Call } from '../stages/run-stage';
import { executed } from './executions';
import { interning } from './interning';
import { callFaultyGateway, type Planted } from './planted';
import type { Answer } from './worker';
import type { Rules, World } from './world';

const answerOfGateway = (
  ledger: Ledger,
  call: GatewayCall,
  planted: Planted | undefined,
): { ledger: Ledger; answer: Answer } => {
  try {
    const { ledger: after, answer } = callFaultyGateway(ledger, call, planted);
    return { ledger: after, answer: { value: answer } };
  } catch (error) {
    if (error instanceof GatewayRefusedError) return { ledger, answer: { refused: error.code } };
    throw error;
  }
};

/** The outside world's answer to a worker's call. */
export const answerTo = (world: World, call: Call, rules: Rules): { world: World; answer: Answer } => {
  const answered = (answer: Answer): Answer => interning.same(world.isLate ? { ...answer, isLate: true } : answer);
  switch (call.to) {
    case 'table': {
      const done = executed(world.tables, call.command, rules);
      if (done) return { world: { ...world, tables: done.tables }, answer: answered(done.answer) };
      const isTransaction = 'TransactItems' in call.command.input;
      return { world, answer: answered({ fault: isTransaction ? 'transaction' : 'condition' }) };
    }
    case 'gateway': {
      const { ledger, answer } = answerOfGateway(world.ledger, call.call, rules.planted);
      return { world: { ...world, ledger }, answer: answered(answer) };
    }
    case 'powertools': {
      const { [call.key]: known, ...others } = world.remembered;
      if (call.step === 'claim') return { world, answer: answered({ value: known }) };
      const remembered = call.step === 'complete' && call.result ? { ...others, [call.key]: call.result } : others;
      return { world: { ...world, remembered }, answer: answered({ value: undefined }) };
    }
  }
};
