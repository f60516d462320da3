import { type CostComponent, type Estimator, monthsOf } from '../estimator';
import { range, times } from '../range';
import { number, text } from '../../synthesized/values';

/** Size of an RSA key that is not an advanced one. */
const PLAIN_RSA = 2048;

/** A key vault: the operations on it. Standard and premium vaults cost the same but for keys in an HSM. */
export const keyVault: Estimator<'thousandOperations'> = {
  types: ['azurerm_key_vault'],
  usage: {
    thousandOperations: {
      description: 'Operations on secrets, certificates and keys of RSA 2048',
      unit: 'thousand/month',
      default: range(10, 200),
    },
  },
  estimate: (_, { thousandOperations }) => ({
    components: [{ name: 'Operations', quantity: times(thousandOperations, 0.1), price: 'keyVault.operations' }],
  }),
};

/** A key: its fee where it is in an HSM, and operations where it is of an advanced type. */
export const keyVaultKey: Estimator<'thousandOperations'> = {
  types: ['azurerm_key_vault_key'],
  usage: {
    thousandOperations: {
      description: 'Operations with the key, where it is larger than RSA 2048 or of an elliptic curve',
      unit: 'thousand/month',
      default: range(1, 20),
    },
  },
  estimate({ values }, { thousandOperations }, { hours }) {
    const type = text(values, 'key_type') ?? 'RSA';
    const isAdvanced = !(type.startsWith('RSA') && (number(values, 'key_size') ?? PLAIN_RSA) <= PLAIN_RSA);
    const key: CostComponent = {
      name: 'HSM-protected key',
      quantity: monthsOf(hours),
      price: isAdvanced ? 'keyVault.hsmAdvancedKey' : 'keyVault.hsmKey',
    };
    const operations: CostComponent = {
      name: 'Operations with an advanced key',
      quantity: times(thousandOperations, 0.1),
      price: 'keyVault.advancedKeyOps',
    };
    return { components: [...(type.endsWith('-HSM') ? [key] : []), ...(isAdvanced ? [operations] : [])] };
  },
};
