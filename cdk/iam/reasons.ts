/** Why each statement is there, by its id. A statement without a reason here fails a test, so a new right is a decision. */
export const REASONS: Readonly<Record<string, string>> = {
  Assume: 'Lambda runs a function as its role, EventBridge one pipe, CodeDeploy the releases of one stage.',
  TlsOnly: 'Who comes without TLS is refused, whoever it is.',
  AllowPublishThroughSSLOnly: 'Who comes without TLS is refused, whoever it is.',
  MayInvoke: 'This rule wakes this function, the keeper, the payment watcher or the reconciliation; no other may.',
  KeepOrders:
    'A batch reads its orders at once; a transaction writes them; reasons of dead letters are written as a batch.',
  ReadConfig: 'Three items, read at once, every 30 seconds.',
  PublishAsOurselves:
    'A stage or the payment watcher publishes its events on the one bus, and under no other name than ours.',
  Count: 'Business counters of the day are added up; no other item of the table is touched.',
  KeepStockAndCount: 'Inventory alone moves stock; the counters are in the same table.',
  KeepIdempotency:
    'Powertools reads, completes and gives up its records of charges and refunds; the breaker reads its state.',
  ReadGatewayKey:
    'Payment and the payment watcher, which lists refunds, read the key of the gateway at run time; the others cannot.',
  DrainQueue:
    'The mapping polls and deletes for the function; the function decides when a message that failed comes back.',
  WriteLog: 'A function writes to its own log group, which the stack has made.',
  SendTraces: 'X-Ray has no resources that these two actions could be narrowed to.',
  TakeFromIngress: 'The pipe polls its one source.',
  SendToStage: 'The pipe sends to its one target.',
  RulesMaySend: 'Named rules put events into the queue; nobody else may send.',
  KeepMapping: 'The keeper pauses and resumes the one mapping of payment.',
  KnowBreaker: 'The keeper reads the breaker’s state and keeps what it means to do; no other item of the orders table.',
  FindChecks: 'The payment watcher finds pending payments by their index, and nothing else in the table.',
  PostponeChecks:
    'It moves a check to its next time, by a condition on what it read. Other items have keys of other kinds.',
  ReadBreaker: 'It asks for no check while the breaker is open; no other item of the orders table is read.',
  ReadChecks: 'It asks whether the order of an event of Stripe has a check, where these events come.',
  DrainHints: 'The mapping polls the queue of events of Stripe, and deletes what the payment watcher has worked.',
  ReadMapping: 'It asks for no check while the one mapping of payment is disabled.',
  ReadOpenOrders:
    'The reconciliation reads the orders that are not over, to see what stock they hold. It writes nothing.',
  FindOpenOrders: 'It finds them by their index, and nothing else in the table.',
  ReadStock: 'It reads the stock of all shops. A scan cannot be narrowed to keys.',
  WriteSeed: 'The foundation’s tables get their first items when they are created.',
  MoveTraffic: 'CodeDeploy moves the one alias of the stage from version to version.',
  RunHook: 'CodeDeploy runs the one hook before it moves traffic.',
  WatchRelease: 'CodeDeploy watches the one alarm that takes a release back.',
  AskNewVersion: 'The hook asks the version that is about to be released for its self-check.',
  AnswerCodeDeploy: 'The hook tells CodeDeploy, for its own deployment group, whether the release may go on.',
  AlarmsMayPublish: 'CloudWatch sends alarms of this account to the topic.',
};
