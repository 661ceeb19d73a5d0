// The bot in the Bot Framework, with Teams as its only channel.

@description('Name of the registration, unique in Azure.')
param botName string
@description('What people see.')
param displayName string
@description('UserAssignedMSI or SingleTenant.')
param appType string
@description('Client id of the managed identity or of the app registration.')
param appId string
@description('Resource id of the managed identity; empty for an app registration.')
param identityId string
@description('Where Teams posts to.')
param endpoint string

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: botName
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: displayName
    endpoint: endpoint
    msaAppType: appType
    msaAppId: appId
    msaAppTenantId: tenant().tenantId
    msaAppMSIResourceId: empty(identityId) ? null : identityId
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: { isEnabled: true }
  }
}
