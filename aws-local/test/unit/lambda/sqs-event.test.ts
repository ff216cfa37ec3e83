import { sqsEvent } from '../../../src/lambda/sqs-event';

describe('the event made of a batch', () => {
  it('has the records that Lambda makes', () => {
    const attributes = {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1764000000000',
      SequenceNumber: '18849496460467696128',
      MessageGroupId: 'order-7',
      SenderId: 'AIDAIO23YVJENQZJOL4VO',
      MessageDeduplicationId: 'event-7',
      ApproximateFirstReceiveTimestamp: '1764000000001',
    };
    const message = {
      messageId: '11d6ee51-4cc7-4302-9e22-7cd8afdaadf5',
      receiptHandle: 'AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw',
      body: '{"orderId":"7"}',
      md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      attributes,
      messageAttributes: {
        origin: { DataType: 'String', StringValue: 'till-3' },
        receipt: { DataType: 'Binary', BinaryValue: 'AAE=' },
      },
    };

    expect(sqsEvent([message], { arn: 'arn:aws:sqs:eu-west-1:000000000000:orders.fifo' })).toEqual({
      Records: [
        {
          messageId: '11d6ee51-4cc7-4302-9e22-7cd8afdaadf5',
          receiptHandle: 'AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw',
          body: '{"orderId":"7"}',
          attributes,
          messageAttributes: {
            origin: { stringValue: 'till-3', stringListValues: [], binaryListValues: [], dataType: 'String' },
            receipt: { binaryValue: 'AAE=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfMessageAttributes: '5deb7062b62512becd74b4adbcc94757',
          md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:orders.fifo',
          awsRegion: 'eu-west-1',
        },
      ],
    });
  });

  it('has no digest of attributes where there are none', () => {
    const message = {
      messageId: 'm',
      receiptHandle: 'r',
      body: 'b',
      md5OfBody: 'd',
      attributes: {},
      messageAttributes: {},
    };
    const [record] = sqsEvent([message], { arn: 'arn:aws:sqs:eu-west-1:000000000000:orders' }).Records;
    expect(record).not.toHaveProperty('md5OfMessageAttributes');
  });
});
