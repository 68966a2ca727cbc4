/** The part of cosmiconfig that its own types leave out. */
declare module 'cosmiconfig/dist/Explorer.js' {
  import type { CosmiconfigResult, Loader } from 'cosmiconfig';

  export interface ExplorerOptions {
    readonly moduleName: string;
    readonly packageProp: string;
    readonly searchPlaces: readonly string[];
    readonly loaders: Readonly<Record<string, Loader>>;
    readonly searchStrategy: 'none';
    readonly ignoreEmptySearchPlaces: boolean;
    readonly applyPackagePropertyPathToConfiguration: boolean;
    readonly metaConfigFilePath: null;
    readonly mergeImportArrays: boolean;
    readonly mergeSearchPlaces: boolean;
    readonly transform: (result: CosmiconfigResult) => CosmiconfigResult;
    readonly cache: boolean;
  }

  export class Explorer {
    constructor(options: ExplorerOptions);
    search(from: string): Promise<CosmiconfigResult>;
  }
}
