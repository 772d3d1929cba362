<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause -->
<!-- From the POM that lists the features to a feature repository of Apache Karaf. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:pom="http://maven.apache.org/POM/4.0.0" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0" exclude-result-prefixes="pom">
  <xsl:import href="pom.xsl"/>
  <xsl:output method="xml" omit-xml-declaration="yes" encoding="UTF-8" indent="yes"/>

  <xsl:template match="/pom:project">
    <features name="{pom:artifactId}-{$version}">
      <xsl:for-each select="pom:dependencies/pom:dependency[pom:type = 'pom']">
        <xsl:apply-templates select="document(concat(pom:artifactId, '/pom.xml'), .)/pom:project" mode="feature"/>
      </xsl:for-each>
    </features>
  </xsl:template>

  <xsl:template match="pom:project" mode="feature">
    <feature name="{pom:artifactId}" version="{$version}" description="{pom:description}">
      <xsl:apply-templates select="pom:dependencies/pom:dependency"/>
    </feature>
  </xsl:template>

  <xsl:template match="pom:dependency[pom:type = 'pom']">
    <feature version="{pom:version}">
      <xsl:value-of select="pom:artifactId"/>
    </feature>
  </xsl:template>

  <xsl:template match="pom:dependency">
    <bundle>
      <xsl:if test="pom:groupId != $groupId">
        <!-- Installed only where the container has nothing that does the same, such as its own SCR. -->
        <xsl:attribute name="dependency">true</xsl:attribute>
      </xsl:if>
      <xsl:text>mvn:</xsl:text>
      <xsl:apply-templates select="." mode="coordinates">
        <xsl:with-param name="separator" select="'/'"/>
      </xsl:apply-templates>
    </bundle>
  </xsl:template>
</xsl:stylesheet>
