<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause -->
<!-- From the POM of a feature to OSGi feature JSON, complete: with the bundles of the features it stands on. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:pom="http://maven.apache.org/POM/4.0.0">
  <xsl:import href="pom.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/pom:project">
    <xsl:variable name="bundles">
      <xsl:apply-templates select="." mode="bundles"/>
    </xsl:variable>
    <xsl:text>{&#10;  "feature-resource-version": "1.0",&#10;</xsl:text>
    <xsl:text>  "id": "</xsl:text>
    <xsl:value-of select="concat($groupId, ':org.kcoro.features:osgifeature:', pom:artifactId, ':', $version)"/>
    <xsl:text>",&#10;  "name": "</xsl:text>
    <xsl:apply-templates select="pom:name" mode="text"/>
    <xsl:text>",&#10;  "description": "</xsl:text>
    <xsl:apply-templates select="pom:description" mode="text"/>
    <xsl:text>",&#10;  "license": "BSD-3-Clause",&#10;  "complete": true,&#10;  "bundles": [&#10;</xsl:text>
    <!-- Without the comma and the line break of the last one. -->
    <xsl:value-of select="substring($bundles, 1, string-length($bundles) - 2)"/>
    <xsl:text>&#10;  ]&#10;}&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="pom:project" mode="bundles">
    <xsl:apply-templates select="pom:dependencies/pom:dependency"/>
  </xsl:template>

  <xsl:template match="pom:dependency[pom:type = 'pom']">
    <xsl:apply-templates select="document(concat('../', pom:artifactId, '/pom.xml'), .)/pom:project" mode="bundles"/>
  </xsl:template>

  <xsl:template match="pom:dependency">
    <xsl:text>    {"id": "</xsl:text>
    <xsl:apply-templates select="." mode="coordinates">
      <xsl:with-param name="separator" select="':'"/>
    </xsl:apply-templates>
    <xsl:text>"},&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="*" mode="text">
    <xsl:if test="contains(., '&quot;') or contains(., '\') or contains(., '&#10;')">
      <xsl:message terminate="yes">
        <xsl:value-of select="concat('features: the ', local-name(), ' of ', ../pom:artifactId, ' has a quote, a backslash or a line break; write it without')"/>
      </xsl:message>
    </xsl:if>
    <xsl:value-of select="."/>
  </xsl:template>
</xsl:stylesheet>
