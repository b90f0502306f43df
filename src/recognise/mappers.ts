import type { LibraryNames } from './library-names.js';

/** What of which library turns an object into one of another shape, such as an entity into a response DTO, from each library's documentation. */
export const mapperLibraries: LibraryNames = {
  // github.com/typestack/class-transformer#methods
  'class-transformer': ['plainToInstance', 'plainToClass', 'instanceToPlain', 'classToPlain', 'instanceToInstance', 'classToClass', 'plainToClassFromExist', 'serialize', 'deserialize', 'deserializeArray'],
  // automapperts.netlify.app
  '@automapper/core': ['map', 'mapArray', 'mapAsync', 'mapArrayAsync', 'mutate', 'Mapper'],
  '@automapper/nestjs': ['MapInterceptor', 'MapPipe', 'InjectMapper'],
  '@automapper/classes': ['classes'],
  '@automapper/pojos': ['pojos'],
  '@nartc/automapper': ['map', 'mapArray', 'mapAsync', 'mapArrayAsync', 'Mapper'],
  // github.com/nobrainr/morphism, github.com/wankdanker/node-object-mapper
  morphism: ['morphism', 'Mapper', 'createSchema', 'toJSObject', 'toClassObject'],
  'object-mapper': ['merge', 'default', '*'],
  'json-mapper-json': [],
  // docs.nestjs.com/techniques/serialization
  '@nestjs/common': ['ClassSerializerInterceptor', 'SerializeOptions'],
  // github.com/danivek/json-api-serializer, github.com/SeyZ/jsonapi-serializer
  'json-api-serializer': [],
  'jsonapi-serializer': ['Serializer'],
  'ts-japi': ['Serializer'],
};
