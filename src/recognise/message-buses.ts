/** A bus that calls the class that declares itself the handler of a message's class. */
export interface MessageBus {
  readonly methods: readonly string[];
  /** Symbol of the class decorator whose arguments are the classes of the messages. */
  readonly decorator: string;
  /** The method of the handler that is called with the message. */
  readonly handler: string;
  /** The caller gets what the handler returns; otherwise nothing, and the handler is not waited for. */
  readonly answers: boolean;
}

/** https://docs.nestjs.com/recipes/cqrs */
export const messageBuses: ReadonlyMap<string, MessageBus> = new Map([
  ['@nestjs/cqrs#CommandBus', { methods: ['execute'], decorator: '@nestjs/cqrs#CommandHandler', handler: 'execute', answers: true }],
  ['@nestjs/cqrs#QueryBus', { methods: ['execute'], decorator: '@nestjs/cqrs#QueryHandler', handler: 'execute', answers: true }],
  ['@nestjs/cqrs#EventBus', { methods: ['publish', 'publishAll'], decorator: '@nestjs/cqrs#EventsHandler', handler: 'handle', answers: false }],
]);
