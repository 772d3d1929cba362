<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause -->
<!-- What both formats read of a POM whose properties have been replaced. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:pom="http://maven.apache.org/POM/4.0.0">
  <xsl:variable name="groupId" select="/pom:project/pom:parent/pom:groupId"/>
  <xsl:variable name="version" select="/pom:project/pom:parent/pom:version"/>

  <xsl:template match="pom:dependency" mode="coordinates">
    <xsl:param name="separator"/>
    <xsl:if test="not(pom:version) or contains(pom:version, '${')">
      <xsl:message terminate="yes">
        <xsl:value-of select="concat('features: ', pom:artifactId, ' has no version; give one in the POM of its feature, itself or by a property of the root POM')"/>
      </xsl:message>
    </xsl:if>
    <xsl:value-of select="concat(pom:groupId, $separator, pom:artifactId, $separator, pom:version)"/>
  </xsl:template>
</xsl:stylesheet>
