import { missingPackage } from './missing-package';

// The entries load this module first: those after it would fail with the path of some file of azstage, and nothing about what to do.
try {
  require.resolve('cdktf');
  require.resolve('@cdktf/provider-azurerm/package.json');
} catch (error) {
  throw missingPackage(error, (name) => require.resolve(name));
}
