/** Statics of a Sequelize model that give the model itself, narrowed: https://sequelize.org/docs/v6/other-topics/scopes/ */
export const narrowing: ReadonlySet<string> = new Set(['scope', 'unscoped', 'schema', 'withScope', 'withoutScope', 'withInitialScope']);

/** Whether a static that a class inherits gives the class itself. */
export const givesModel = (symbol: string, path: readonly string[]): boolean =>
  path.length === 1 && narrowing.has(path[0]!) && /^(?:sequelize|@sequelize\/core|sequelize-typescript)#Model$/.test(symbol);
