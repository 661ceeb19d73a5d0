// What Riskgate needs in Azure: one resource group with the bot's registration, the program in Container Apps, its database,
// its secrets and its log. docs/deploy.md goes through it step by step.
targetScope = 'resourceGroup'

@description('Begins every name. Lower case letters and digits; with the resource group it has to be unique for the key vault and the database.')
@minLength(3)
@maxLength(12)
param name string = 'riskgate'

@description('Where everything lies. The database holds names and reasons: choose the region that your rules for personal data ask for.')
param location string = resourceGroup().location

@description('UserAssignedMSI: the bot is a managed identity and has no secret (recommended). SingleTenant: the bot is an app registration with a secret.')
@allowed(['UserAssignedMSI', 'SingleTenant'])
param botAppType string = 'UserAssignedMSI'

@description('SingleTenant only: application (client) id of the app registration.')
param botAppId string = ''

@description('SingleTenant only: its secret. It goes to the key vault and nowhere else.')
@secure()
param botAppPassword string = ''

@description('What people see as the sender in the registration. Everybody reads it: it must not tell of a risk review.')
@maxLength(42)
param botDisplayName string = 'Access Requests'

@description('The image with its registry and tag, such as contoso.azurecr.io/riskgate:0.1.0. A digest instead of the tag can never change.')
param containerImage string

@description('Login server of the registry, such as contoso.azurecr.io; the identity of the bot needs AcrPull there. Empty or none for a registry that anybody may read.')
param registryServer string = ''

@description('How many nodes run. Two of them outlive the loss of one.')
@minValue(1)
@maxValue(10)
param nodes int = 2

@description('Password of the database. It goes to the key vault and nowhere else. At least 16 letters, digits and signs.')
@secure()
@minLength(16)
param databasePassword string

@description('Size of the database server. The default is enough for some thousands of requests a day.')
param databaseSku string = 'Standard_B2s'

@description('Tier of that size: Burstable, GeneralPurpose or MemoryOptimized. High availability needs another than Burstable.')
@allowed(['Burstable', 'GeneralPurpose', 'MemoryOptimized'])
param databaseTier string = 'Burstable'

@description('ZoneRedundant keeps a second server in another zone, so that an acknowledged decision outlives the loss of the first.')
@allowed(['Disabled', 'ZoneRedundant'])
param databaseHighAvailability string = 'Disabled'

@description('Private Ed25519 key in PEM that signs the audit: openssl genpkey -algorithm ed25519. Kept outside the database, so that whoever can write to it cannot sign.')
@secure()
param auditSigningKey string

@description('Application ID URI of the app registration whose tokens /api/access-requests takes, such as api://riskgate.contoso.com.')
param apiAudience string

@description('Client ids of further applications that may hand in requests or report levels. The Logic App is one without being named.')
param apiCallers array = []

@description('Ids of the custom extensions that call this bot. They are known after docs/deploy.md, step 6: deploy once more then. One that is none counts for nothing.')
param entraExtensions array = []

@description('Id of the app in the catalog of the organisation, known after step 5: with it the bot installs itself for approvers who have not opened it. Empty or none: it does not.')
param teamsCatalogAppId string = ''

@description('public, usGovernment for GCC High, or usGovernmentDoD.')
@allowed(['public', 'usGovernment', 'usGovernmentDoD'])
param cloud string = 'public'

@description('Days that the log is kept. The audit trail is in the database and is kept on its own.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

var suffix = uniqueString(resourceGroup().id)
var isManagedIdentity = botAppType == 'UserAssignedMSI'
// The Agents Toolkit passes no empty value on: its files say none.
var nothing = ['', 'none']
var extensions = filter(entraExtensions, id => !contains(nothing, id))
var extensionVariables = empty(extensions) ? [] : [{ name: 'ENTRA_EXTENSIONS', value: join(extensions, ',') }]
var catalogVariables = contains(nothing, teamsCatalogAppId)
  ? []
  : [{ name: 'TEAMS_CATALOG_APP_ID', value: teamsCatalogAppId }]
var databaseDomain = cloud == 'public' ? 'postgres.database.azure.com' : 'postgres.database.usgovcloudapi.net'
var appId = isManagedIdentity ? botIdentity.properties.clientId : botAppId

// The bot itself: it reads the key vault, pulls the image, and with botAppType UserAssignedMSI it speaks to Teams and Graph.
resource botIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-bot'
  location: location
}

// The Logic App that passes Entra's call-outs on. It has no other right than the app role of the API.
resource callOutIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-call-out'
  location: location
}

module network 'modules/network.bicep' = {
  name: 'network'
  params: {
    name: name
    location: location
    databaseDomain: databaseDomain
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    retentionDays: logRetentionDays
  }
}

module database 'modules/database.bicep' = {
  name: 'database'
  params: {
    serverName: '${name}-${suffix}'
    location: location
    password: databasePassword
    sku: databaseSku
    tier: databaseTier
    highAvailability: databaseHighAvailability
    subnetId: network.outputs.databaseSubnetId
    dnsZoneId: network.outputs.databaseDnsZoneId
  }
}

module secrets 'modules/secrets.bicep' = {
  name: 'secrets'
  params: {
    vaultName: take('${name}-${suffix}', 24)
    location: location
    readerPrincipalId: botIdentity.properties.principalId
    databaseHost: database.outputs.host
    databaseUser: database.outputs.user
    databaseName: database.outputs.databaseName
    databasePassword: databasePassword
    botAppPassword: botAppPassword
    auditSigningKey: auditSigningKey
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    name: name
    location: location
    identityId: botIdentity.id
    containerImage: containerImage
    registryServer: contains(nothing, registryServer) ? '' : registryServer
    nodes: nodes
    subnetId: network.outputs.appSubnetId
    workspaceName: monitoring.outputs.workspaceName
    vaultUri: secrets.outputs.vaultUri
    hasBotAppPassword: !isManagedIdentity
    environmentVariables: concat(extensionVariables, catalogVariables, [
      { name: 'MicrosoftAppId', value: appId }
      { name: 'MicrosoftAppType', value: botAppType }
      { name: 'MicrosoftAppTenantId', value: tenant().tenantId }
      { name: 'CLOUD', value: cloud }
      { name: 'API_AUDIENCE', value: apiAudience }
      { name: 'API_CALLERS', value: join(concat([callOutIdentity.properties.clientId], apiCallers), ',') }
    ])
  }
}

module registration 'modules/bot-registration.bicep' = {
  name: 'bot-registration'
  params: {
    botName: '${name}-${suffix}'
    displayName: botDisplayName
    appType: botAppType
    appId: appId
    identityId: isManagedIdentity ? botIdentity.id : ''
    endpoint: 'https://${app.outputs.host}/api/messages'
  }
}

@description('BOT_ID of the app package.')
output BOT_ID string = appId
@description('Host of the bot: https://<host>/readyz says whether it is ready.')
output BOT_HOST string = app.outputs.host
@description('UserAssignedMSI: object id of the identity that needs the permissions on Microsoft Graph. SingleTenant: the service principal of the app registration needs them instead.')
output BOT_PRINCIPAL_ID string = botIdentity.properties.principalId
@description('Resource id of the identity of the Logic App.')
output CALL_OUT_IDENTITY_ID string = callOutIdentity.id
@description('Object id of the same identity: it needs the app role AccessRequests.Submit of the API.')
output CALL_OUT_PRINCIPAL_ID string = callOutIdentity.properties.principalId
