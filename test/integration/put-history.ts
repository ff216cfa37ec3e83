import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderHistory } from '../../pipeline/orders/order-history';
import { itemFromHistory } from '../../pipeline/orders/order-item';

/** Stores what has happened to an order, whatever else lies there. */
export const putHistory = (documents: DynamoDBDocumentClient, tableName: string, history: OrderHistory) =>
  documents.send(new PutCommand({ TableName: tableName, Item: itemFromHistory(history) }));
