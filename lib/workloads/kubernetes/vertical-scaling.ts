import { type Chart } from 'cdk8s';
import { type Service } from '../service';
import { customObject } from './manifest-writer';

const VERTICAL_POD_AUTOSCALER = { apiVersion: 'autoscaling.k8s.io/v1', kind: 'VerticalPodAutoscaler' };

/**
 * Adds the object by which the Vertical Pod Autoscaler derives the requests of a service from past use.
 *
 * Limits stay as they are, so no request goes beyond them, and containers of others, such as the proxy of the mesh, are left alone.
 *
 * Source: learn.microsoft.com/azure/aks/vertical-pod-autoscaler-api-reference.
 */
export function addVerticalScaling(chart: Chart, namespace: string, service: Service): void {
  const { name, verticalScaling: updateMode, resources } = service;
  if (updateMode === undefined) {
    return;
  }
  const { memory, memoryLimit = memory, cpuLimit: cpu } = resources;
  customObject(
    chart,
    VERTICAL_POD_AUTOSCALER,
    { name, namespace },
    {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      updatePolicy: { updateMode },
      resourcePolicy: {
        containerPolicies: [
          {
            containerName: name,
            controlledValues: 'RequestsOnly',
            maxAllowed: { memory: memoryLimit, ...(cpu === undefined ? {} : { cpu }) },
          },
          { containerName: '*', mode: 'Off' },
        ],
      },
    },
  );
}
