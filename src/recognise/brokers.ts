import type { Effect } from '../facts/effects.js';
import type { EffectLibraries, EffectLibrary } from './effect-libraries.js';

const channel: EffectLibrary = { calls: ['publish', 'sendToQueue'] };
const queue: EffectLibrary = { calls: ['add', 'addBulk'] };
const producer: EffectLibrary = { calls: ['send', 'sendBatch', 'produce'] };
const publisher: EffectLibrary = { calls: ['publish'] };

/** Brokers and job queues outside the process, and their calls that hand over a message or a job. */
export const brokers: EffectLibraries = {
  // amqp-node.github.io/amqplib/channel_api.html, github.com/jwalton/node-amqp-connection-manager, github.com/cody-greene/node-rabbitmq-client
  amqplib: channel,
  'amqp-connection-manager': channel,
  'amqp-client': { calls: ['publish', 'basicPublish'] },
  '@cloudamqp/amqp-client': { calls: ['publish', 'basicPublish'] },
  'rabbitmq-client': { calls: ['createPublisher.send', 'basicPublish'] },
  rascal: publisher,
  // github.com/golevelup/nestjs, packages/rabbitmq
  '@golevelup/nestjs-rabbitmq': { calls: ['publish', 'managedChannel.sendToQueue'] },
  '@stomp/stompjs': publisher,
  rhea: { calls: ['open_sender.send', 'createSender.send'] },
  // kafka.js.org/docs/producing, github.com/confluentinc/confluent-kafka-javascript, github.com/Blizzard/node-rdkafka
  kafkajs: producer,
  '@confluentinc/kafka-javascript': producer,
  'node-rdkafka': producer,
  'kafka-node': producer,
  '@platformatic/kafka': producer,
  // docs.aws.amazon.com/AWSJavaScriptSDK/v3: which commands publish see `isPublish`
  '@aws-sdk/client-sqs': { calls: ['send', 'sendMessage', 'sendMessageBatch'] },
  '@aws-sdk/client-sns': { calls: ['send', 'publish', 'publishBatch'] },
  '@aws-sdk/client-eventbridge': { calls: ['send', 'putEvents'] },
  '@aws-sdk/client-kinesis': { calls: ['send', 'putRecord', 'putRecords'] },
  '@aws-sdk/client-firehose': { calls: ['send', 'putRecord', 'putRecordBatch'] },
  'aws-sdk': { calls: ['sendMessage', 'sendMessageBatch', 'publish', 'publishBatch', 'putEvents', 'putRecord', 'putRecords'], exports: ['SQS', 'SNS', 'EventBridge', 'CloudWatchEvents', 'Kinesis'] },
  'sqs-producer': { calls: ['send'] },
  '@ssut/nestjs-sqs': { calls: ['send'] },
  // cloud.google.com/nodejs/docs/reference/pubsub
  '@google-cloud/pubsub': { calls: ['publish', 'publishMessage', 'publishJSON'] },
  // learn.microsoft.com/javascript/api/@azure/service-bus, event-hubs, storage-queue
  '@azure/service-bus': { calls: ['sendMessages', 'scheduleMessages'] },
  '@azure/event-hubs': { calls: ['sendBatch', 'enqueueEvent', 'enqueueEvents'] },
  '@azure/storage-queue': { calls: ['sendMessage'] },
  '@azure/eventgrid': { calls: ['send'] },
  // github.com/nats-io/nats.js
  nats: publisher,
  'node-nats-streaming': publisher,
  '@nats-io/transport-node': publisher,
  '@nats-io/nats-core': publisher,
  '@nats-io/jetstream': publisher,
  // redis.io/docs/latest/develop/pubsub and streams, as ioredis and node-redis spell them
  ioredis: { calls: ['publish', 'spublish', 'xadd'] },
  redis: { calls: ['publish', 'sPublish', 'xAdd'] },
  '@redis/client': { calls: ['publish', 'sPublish', 'xAdd'] },
  '@upstash/redis': { calls: ['publish', 'xadd'] },
  rsmq: { calls: ['sendMessage', 'sendMessageAsync'] },
  mqtt: { calls: ['publish', 'publishAsync'] },
  'async-mqtt': publisher,
  'pulsar-client': { calls: ['send'] },
  '@dapr/dapr': { calls: ['pubsub.publish', 'pubsub.publishBulk'] },
  // docs.bullmq.io, docs.nestjs.com/techniques/queues, github.com/OptimalBits/bull, github.com/bee-queue/bee-queue
  bullmq: { calls: ['add', 'addBulk'], exports: ['Queue', 'FlowProducer', 'QueuePro', 'FlowProducerPro'] },
  '@taskforcesh/bullmq-pro': queue,
  bull: queue,
  'bee-queue': { calls: ['save'] },
  kue: { calls: ['save'] },
  // github.com/timgit/pg-boss, worker.graphile.org/docs/library/add-job, github.com/agenda/agenda
  'pg-boss': { calls: ['send', 'sendAfter', 'sendOnce', 'sendSingleton', 'sendThrottled', 'sendDebounced', 'publish', 'publishAfter', 'insert'] },
  'graphile-worker': { calls: ['addJob', 'quickAddJob', 'addJobs'] },
  agenda: { calls: ['now', 'schedule'] },
  '@hokify/agenda': { calls: ['now', 'schedule'] },
  // docs.nestjs.com/microservices/basics#publishing-events
  '@nestjs/microservices': { calls: ['emit'], exports: ['ClientProxy', 'ClientKafka', 'ClientKafkaProxy', 'ClientRMQ', 'ClientNats', 'ClientRedis', 'ClientMqtt', 'ClientProxyFactory'] },
};

/** Commands of the AWS SDK, version 3, that publish: others read and delete messages or manage queues. */
const publishingCommands = /^(SendMessage(Batch)?|Publish(Batch)?|PutEvents|PutRecords?|PutRecordBatch)Command$/;

/** Whether a call of a broker's client hands over something: `sqs.send(new DeleteMessageCommand(…))` does not. */
export function isPublish({ kind, library, call, args }: Effect): boolean {
  if (kind !== 'publish') return false;
  if (!library.startsWith('@aws-sdk/') || call !== 'send') return true;
  const command = args[0]?.value;
  return command?.k === 'new' && (command.callee.k === 'import' || command.callee.k === 'member') && publishingCommands.test(command.callee.name);
}
