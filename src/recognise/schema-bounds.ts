/** How a validation library says what an object lets through and how long a value may be. */
export interface SchemaLibrary {
  /** Steps that give an object, with its fields as their first argument. */
  readonly objects: readonly string[];
  /** Steps that add fields: `.extend({ … })`, `.keys({ … })`. */
  readonly adds: readonly string[];
  /** Steps that let unknown keys through. */
  readonly opens: readonly string[];
  /** Steps that say an upper bound, a fixed form, or a check of one's own. */
  readonly bounds: ReadonlySet<string>;
  /** Where options and steps are arguments: `Type.String({ maxLength })`, `pipe(string(), maxLength(40))`. */
  readonly style: 'chain' | 'options' | 'pipe';
}

const forms = ['length', 'max', 'email', 'uuid', 'guid', 'url', 'uri', 'regex', 'pattern', 'datetime', 'date', 'time', 'ip', 'refine', 'superRefine', 'transform', 'pipe', 'check', 'custom', 'external', 'test', 'when', 'brand'];

const zod: SchemaLibrary = {
  objects: ['object', 'strictObject', 'looseObject'],
  adds: ['extend', 'safeExtend'],
  opens: ['passthrough', 'loose', 'looseObject', 'nonstrict'],
  bounds: new Set([...forms, 'uuidv4', 'uuidv7', 'cuid', 'cuid2', 'ulid', 'nanoid', 'ipv4', 'ipv6', 'cidr', 'base64', 'base64url', 'jwt', 'emoji', 'e164', 'duration', 'hex', 'overwrite', 'lt', 'lte', 'enum']),
  style: 'chain',
};
const joi: SchemaLibrary = {
  objects: ['object'],
  adds: ['keys', 'append'],
  opens: ['unknown'],
  bounds: new Set([...forms, 'valid', 'allow_only', 'equal', 'isoDate', 'isoDuration', 'hex', 'hostname', 'domain', 'creditCard', 'dataUri', 'base64', 'replace']),
  style: 'chain',
};
const yup: SchemaLibrary = { objects: ['object'], adds: ['shape'], opens: [], bounds: new Set([...forms, 'matches', 'oneOf']), style: 'chain' };
const valibot: SchemaLibrary = {
  objects: ['object', 'strictObject', 'looseObject'],
  adds: [],
  opens: ['looseObject'],
  bounds: new Set([...forms, 'maxLength', 'maxSize', 'maxBytes', 'maxGraphemes', 'isoDate', 'isoTimestamp', 'isoDateTime', 'isoTime', 'ulid', 'cuid2', 'nanoid', 'ipv4', 'ipv6', 'hexColor', 'picklist', 'digits', 'rawCheck', 'everyItem', 'value', 'values', 'creditCard', 'emoji', 'hexadecimal', 'mac', 'imei', 'bic', 'slug', 'rfcEmail']),
  style: 'pipe',
};
const typebox: SchemaLibrary = { objects: ['Object'], adds: [], opens: [], bounds: new Set(['maxLength', 'maxItems', 'format', 'pattern', 'enum', 'const', 'contentEncoding']), style: 'options' };

/**
 * Libraries by package (zod.dev/api, joi.dev/api, github.com/jquense/yup, valibot.dev/api,
 * github.com/sinclairzx81/typebox). Objects of zod and valibot drop unknown keys, those of joi refuse them.
 */
export const schemaLibraries: Readonly<Record<string, SchemaLibrary>> = {
  zod,
  'zod/v4': zod,
  'zod/v3': zod,
  '@hono/zod-openapi': zod,
  joi,
  '@hapi/joi': joi,
  celebrate: joi,
  yup,
  valibot,
  '@sinclair/typebox': typebox,
  typebox,
};

/** Decorators of class-validator that bound a text or a list (github.com/typestack/class-validator#validation-decorators). */
export const boundingDecorators: ReadonlySet<string> = new Set([
  'MaxLength', 'Length', 'ArrayMaxSize', 'IsUUID', 'IsEmail', 'IsEnum', 'IsIn', 'IsUrl', 'Matches', 'IsDateString', 'IsISO8601', 'IsMongoId', 'IsPhoneNumber', 'IsMobilePhone', 'IsIP', 'IsJWT', 'IsHexColor', 'IsISO31661Alpha2',
  'IsISO31661Alpha3', 'IsISO4217CurrencyCode', 'IsLocale', 'IsTimeZone', 'IsCurrency', 'IsNumberString', 'IsBooleanString', 'IsCreditCard', 'IsIBAN', 'IsBIC', 'IsPostalCode', 'IsSemVer', 'IsULID', 'IsMilitaryTime', 'IsLatLong',
  'IsFQDN', 'IsDecimal', 'IsHash', 'Equals', 'Validate', 'ValidateBy', 'IsStrongPassword', 'IsObject', 'IsInt', 'IsNumber', 'IsBoolean', 'IsDate',
]);
