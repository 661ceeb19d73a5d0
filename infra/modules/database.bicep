// PostgreSQL flexible server, reached from the network of the program alone.

@description('Name of the server, unique in Azure.')
param serverName string
@description('Region.')
param location string
@description('Password of the user.')
@secure()
param password string
@description('Size of the server.')
param sku string
@description('Tier of that size.')
param tier string
@description('Disabled or ZoneRedundant.')
param highAvailability string
@description('Subnet that is delegated to the server.')
param subnetId string
@description('Private DNS zone in which its name is found.')
param dnsZoneId string

var user = 'riskgate'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: serverName
  location: location
  sku: {
    name: sku
    tier: tier
  }
  properties: {
    version: '16'
    administratorLogin: user
    administratorLoginPassword: password
    storage: { storageSizeGB: 32, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: 35, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: highAvailability }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: dnsZoneId
      publicNetworkAccess: 'Disabled'
    }
  }
}

resource riskgate 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: 'riskgate'
  properties: { charset: 'UTF8', collation: 'en_US.utf8' }
}

output host string = server.properties.fullyQualifiedDomainName
output user string = user
output databaseName string = riskgate.name
