// The program in Container Apps: several nodes on one database, no node with data of its own.

@description('Begins every name.')
param name string
@description('Region.')
param location string
@description('Resource id of the identity of the program.')
param identityId string
@description('Image with registry and tag or digest.')
param containerImage string
@description('Login server of a registry that wants the identity; empty for none.')
param registryServer string
@description('How many nodes run.')
param nodes int
@description('Subnet that is delegated to Container Apps.')
param subnetId string
@description('Log Analytics workspace in this resource group.')
param workspaceName string
@description('Address of the key vault, ending in a slash.')
param vaultUri string
@description('Whether the key vault has a secret of the bot.')
param hasBotAppPassword bool
@description('Variables that are no secrets, as name and value.')
param environmentVariables array

var port = 3978
var passwordSecret = hasBotAppPassword
  ? [{ name: 'bot-app-password', keyVaultUrl: '${vaultUri}secrets/bot-app-password', identity: identityId }]
  : []
var passwordVariable = hasBotAppPassword ? [{ name: 'MicrosoftAppPassword', secretRef: 'bot-app-password' }] : []
var keyFolder = '/run/riskgate'

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource nodePool 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: subnetId, internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: workspace.properties.customerId
        sharedKey: workspace.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    managedEnvironmentId: nodePool.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: port
        transport: 'http'
        allowInsecure: false
      }
      registries: empty(registryServer) ? [] : [{ server: registryServer, identity: identityId }]
      secrets: concat(
        [
          { name: 'database-url', keyVaultUrl: '${vaultUri}secrets/database-url', identity: identityId }
          { name: 'audit-signing-key', keyVaultUrl: '${vaultUri}secrets/audit-signing-key', identity: identityId }
        ],
        passwordSecret
      )
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'riskgate'
          image: containerImage
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: concat(
            environmentVariables,
            [
              { name: 'PORT', value: string(port) }
              // Of the memory above; by itself Node would use half of it.
              { name: 'NODE_OPTIONS', value: '--max-old-space-size=768' }
              { name: 'DATABASE_URL', secretRef: 'database-url' }
              { name: 'AUDIT_SIGNING_KEY_FILE', value: '${keyFolder}/signing-key.pem' }
            ],
            passwordVariable
          )
          volumeMounts: [{ volumeName: 'signing-key', mountPath: keyFolder }]
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/healthz', port: port }
              periodSeconds: 5
              failureThreshold: 24
            }
            {
              type: 'Liveness'
              httpGet: { path: '/healthz', port: port }
              periodSeconds: 15
              timeoutSeconds: 5
              failureThreshold: 4
            }
            {
              type: 'Readiness'
              httpGet: { path: '/readyz', port: port }
              periodSeconds: 5
              timeoutSeconds: 3
              failureThreshold: 3
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'signing-key'
          storageType: 'Secret'
          secrets: [{ secretRef: 'audit-signing-key', path: 'signing-key.pem' }]
        }
      ]
      // A number of its own, not a scale: deadlines are kept whether anybody calls or not.
      scale: { minReplicas: nodes, maxReplicas: nodes }
    }
  }
}

output host string = app.properties.configuration.ingress.fqdn
