import { withoutRecordOutputs } from '../../../../lib/toolkit/terraform/record-outputs';

/** As `terraform show` of Terraform 1.11 prints plans. */
const RESOURCE = `Terraform used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  ~ update in-place

Terraform will perform the following actions:

  # terraform_data.A will be updated in-place
  ~ resource "terraform_data" "A" {
        id     = "88f65762-3534-6e12-8914-5287a33b2992"
      ~ input  = "a" -> "azstage-applied = (sensitive value)"
      ~ output = "a" -> (known after apply)
    }

Plan: 0 to add, 1 to change, 0 to destroy.`;

const ONLY_OUTPUTS = `You can apply this plan to save these new output values to the Terraform
state, without changing any real infrastructure.`;

const RECORD = `  ~ azstage-applied  = (sensitive value)
  ~ azstage-applying = (sensitive value)`;

describe('a plan as Terraform shows it', () => {
  it('has nothing in it of the outputs of azstage where they are all that changes', () => {
    expect(withoutRecordOutputs(`Changes to Outputs:\n${RECORD}\n\n${ONLY_OUTPUTS}`)).toBe('');
    expect(withoutRecordOutputs(`${RESOURCE}\n\nChanges to Outputs:\n${RECORD}`)).toBe(RESOURCE);
  });

  it('keeps the outputs of the stage, with no more room for names than they need', () => {
    const text = `${RESOURCE}

Changes to Outputs:
  + azstage-applied  = (sensitive value)
  + azstage-applying = (sensitive value)
  ~ map              = {
      ~ azstage-applied = "a" -> "b"
    }
  + o                = <<-EOT
        Changes to Outputs:
          + azstage-applied  = (sensitive value)
    EOT`;
    expect(withoutRecordOutputs(text)).toBe(`${RESOURCE}

Changes to Outputs:
  ~ map = {
      ~ azstage-applied = "a" -> "b"
    }
  + o   = <<-EOT
        Changes to Outputs:
          + azstage-applied  = (sensitive value)
    EOT`);
    expect(withoutRecordOutputs(`Changes to Outputs:\n${RECORD}\n  + own = "x"\n\n${ONLY_OUTPUTS}`)).toBe(
      `Changes to Outputs:\n  + own = "x"\n\n${ONLY_OUTPUTS}`,
    );
  });

  it('says of a stage that is destroyed what it loses, and nothing of the record', () => {
    const text = `Plan: 0 to add, 0 to change, 1 to destroy.

Changes to Outputs:
  - azstage-applied  = (sensitive value) -> null
  - azstage-applying = (sensitive value) -> null
  - o                = "a" -> null`;
    expect(withoutRecordOutputs(text)).toBe(`Plan: 0 to add, 0 to change, 1 to destroy.

Changes to Outputs:
  - o = "a" -> null`);
    expect(withoutRecordOutputs(text.replace(/\n.*"a" -> null/, ''))).toBe(
      'Plan: 0 to add, 0 to change, 1 to destroy.',
    );
  });

  it('stays as it is where no output changes', () => {
    expect(withoutRecordOutputs(RESOURCE)).toBe(RESOURCE);
  });
});
