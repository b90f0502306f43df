import type { EffectLibraries, EffectLibrary } from './effect-libraries.js';

const langchainModel: EffectLibrary = { calls: ['invoke', 'predict', 'predictMessages', 'call', 'generate', 'stream', 'batch'] };

/** SDKs of language models and their calls that give generated text, from each SDK's reference. */
export const modelSdks: EffectLibraries = {
  // platform.openai.com/docs/api-reference; the SDKs of Groq, Together and xAI have the same calls
  openai: { calls: ['completions.create', 'completions.parse', 'completions.stream', 'responses.create', 'responses.parse', 'responses.stream', 'createChatCompletion', 'createCompletion', 'completions.runTools', 'messages.list', 'threads.createAndRunPoll'] },
  'groq-sdk': { calls: ['completions.create'] },
  'together-ai': { calls: ['completions.create'] },
  '@cerebras/cerebras_cloud_sdk': { calls: ['completions.create'] },
  '@azure/openai': { calls: ['getChatCompletions', 'getCompletions', 'streamChatCompletions', 'completions.create'] },
  '@azure-rest/ai-inference': { calls: ['post'] },
  '@langfuse/openai': { calls: ['completions.create', 'responses.create'] },
  portkey: { calls: ['completions.create'] },
  'portkey-ai': { calls: ['completions.create'] },
  // docs.anthropic.com/en/api/client-sdks
  '@anthropic-ai/sdk': { calls: ['messages.create', 'messages.stream', 'completions.create'] },
  '@anthropic-ai/bedrock-sdk': { calls: ['messages.create', 'messages.stream'] },
  '@anthropic-ai/vertex-sdk': { calls: ['messages.create', 'messages.stream'] },
  // ai-sdk.dev/docs/reference/ai-sdk-core
  ai: { calls: ['generateText', 'streamText', 'generateObject', 'streamObject'] },
  // googleapis.github.io/js-genai, ai.google.dev/api/generate-content
  '@google/genai': { calls: ['models.generateContent', 'models.generateContentStream', 'sendMessage', 'sendMessageStream'] },
  '@google/generative-ai': { calls: ['generateContent', 'generateContentStream', 'sendMessage', 'sendMessageStream'] },
  '@google-cloud/vertexai': { calls: ['generateContent', 'generateContentStream', 'sendMessage', 'sendMessageStream'] },
  // docs.mistral.ai, docs.cohere.com, github.com/ollama/ollama-js, replicate.com/docs, huggingface.co/docs/huggingface.js
  '@mistralai/mistralai': { calls: ['chat.complete', 'chat.stream', 'agents.complete', 'chat'] },
  'cohere-ai': { calls: ['chat', 'chatStream', 'generate', 'summarize'] },
  ollama: { calls: ['chat', 'generate'] },
  replicate: { calls: ['run', 'stream', 'predictions.create'] },
  '@huggingface/inference': { calls: ['textGeneration', 'chatCompletion', 'summarization', 'translation', 'questionAnswering', 'chatCompletionStream', 'textGenerationStream'] },
  // docs.aws.amazon.com/bedrock/latest/APIReference: `send(new InvokeModelCommand())`
  '@aws-sdk/client-bedrock-runtime': { calls: ['send', 'invokeModel', 'converse'] },
  '@aws-sdk/client-bedrock-agent-runtime': { calls: ['send'] },
  // js.langchain.com/docs: a chat model, an agent or a chain is invoked
  langchain: langchainModel,
  '@langchain/core': langchainModel,
  '@langchain/*': langchainModel,
  // docs.llamaindex.ai/api
  llamaindex: { calls: ['chat', 'complete', 'query'] },
  '@llamaindex/openai': { calls: ['chat', 'complete'] },
  // sdk.vercel.ai's older packages, genkit.dev
  genkit: { calls: ['generate', 'generateStream'] },
  '@genkit-ai/ai': { calls: ['generate'] },
  '@openrouter/sdk': { calls: ['chat.send'] },
  // mastra.ai/reference/agents/generate
  '@mastra/core': { calls: ['generate', 'generateLegacy', 'generateVNext', 'stream', 'streamLegacy', 'streamVNext'] },
};

/** Last names of the calls above. */
export const modelNames: ReadonlySet<string> = new Set(Object.values(modelSdks).flatMap(({ calls }) => calls.map((call) => call.slice(call.lastIndexOf('.') + 1))));

/** Calls that read text as data or run it, by symbol; `node:` is left off. */
export const textReaders: Readonly<Record<string, 'parsed' | 'executed'>> = {
  'global#JSON.parse': 'parsed',
  'global#eval': 'executed',
  'global#Function': 'executed',
  'vm#runInNewContext': 'executed',
  'vm#runInThisContext': 'executed',
  'vm#runInContext': 'executed',
  'vm#Script': 'executed',
  'child_process#exec': 'executed',
  'child_process#execSync': 'executed',
};

/** Calls that give values of a schema, or a stream of the SDK's own. */
export const checkedModelCalls: ReadonlySet<string> = new Set(['generateObject', 'streamObject', 'completions.parse', 'responses.parse', 'streamText', 'completions.stream', 'responses.stream', 'messages.stream', 'stream', 'chat.stream', 'chatStream', 'generateContentStream', 'models.generateContentStream', 'sendMessageStream', 'generateStream', 'streamChatCompletions', 'chatCompletionStream', 'textGenerationStream', 'streamLegacy', 'streamVNext']);

/** Options by which a model's answer is held to a schema, or streamed, wherever they stand in the options. */
export const schemaOptions: ReadonlySet<string> = new Set(['responseSchema', 'responseJsonSchema', 'response_schema', 'schema', 'json_schema', 'outputSchema', 'experimental_output', 'output_config', 'output_format', 'stream']);
/** `format: jsonSchema` of ollama, `output: Output.object()` of the AI SDK, `response_format: zodResponseFormat()`: a schema unless a mere word. */
export const formatOptions: ReadonlySet<string> = new Set(['format', 'output', 'response_format', 'responseFormat']);

/** Names on the way from a model's answer to its text. */
export const textNames: ReadonlySet<string> = new Set(['content', 'text', 'text()', 'output_text', 'outputText', 'message', 'arguments', 'completion', 'generated_text', 'summary_text', 'translation_text', 'answer', 'response', 'delta', 'generation', 'outputs']);
/** Names on the way to what is no text, or was checked by the SDK. */
export const otherNames: ReadonlySet<string> = new Set(['parsed', 'output_parsed', 'object', 'usage', 'usageMetadata', 'id', 'model', 'role', 'finish_reason', 'finishReason', 'stop_reason', 'input', 'length', 'created', 'totalTokens', 'headers', 'status']);

/** Methods of strings (and of arrays of them) that give text of the same origin. */
export const textMethods: ReadonlySet<string> = new Set(['trim', 'trimStart', 'trimEnd', 'replace', 'replaceAll', 'slice', 'substring', 'substr', 'toString', 'split', 'match', 'join', 'at', 'map', 'filter', 'find', 'concat', 'toLowerCase', 'toUpperCase', 'flatMap', 'pop', 'shift', 'normalize', 'reduce']);

/** Names of what checks or cleans: schemas, validators, type guards, sanitisers, moderation. */
export const checkName = /^(safe_?parse|parse(Async)?$|validate|check|assert|decode|is[A-Z]|isArray$|normali[sz]e|saniti[sz]e|coerce|moderat|purify|escape|cast$|plainTo)/i;
