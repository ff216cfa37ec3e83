/** An event as a bus carries it and as targets receive it. */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601 with whole seconds, in UTC. */
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}

/** One entry of a PutEvents request, in the API's own shape. `Time` is epoch seconds on the wire; a Date or an ISO string in-process. */
export interface PutEventsEntry {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
  Resources?: string[];
  Time?: number | string | Date;
  TraceHeader?: string;
}

/** What became of one entry: an id when it was accepted, a code and a message when it was not. */
export interface PutEventsResultEntry {
  EventId?: string;
  ErrorCode?: string;
  ErrorMessage?: string;
}
