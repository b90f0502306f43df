export function edgesOfCruiser(root: string, files: readonly string[], tsconfig: string | undefined): Promise<Set<string>>;
