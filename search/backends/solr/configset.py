"""What Solr must know of our entries, made from the one table of fields: `schema.xml` and `solrconfig.xml`.

Texts come analysed (`solr.PreAnalyzedField`), so that Solr's terms and positions are those of `search.analysis`.
Values need no table: the first letter of a field says what it is (see `documents`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from hashlib import blake2b
from xml.sax.saxutils import quoteattr

from search.query_fields import CONTENT
from search.stemming import ALGORITHMS

K1, B = 1.6, 0.75  # as in search.backends.arrays.evaluation; of a title the length does not count
FORMAT = f"1-{ALGORITHMS}"  # to be raised whenever the analysis or the fields of an entry change

SCHEMA = """<?xml version="1.0" encoding="UTF-8"?>
<schema name="hemeroteca" version="1.6">
  <!-- {format} -->
  <uniqueKey>id</uniqueKey>
  <similarity class="solr.SchemaSimilarityFactory"/>
  <fieldType name="string" class="solr.StrField" docValues="true" sortMissingLast="true"/>
  <fieldType name="number" class="solr.LongPointField" docValues="true" sortMissingLast="true"/>
  <fieldType name="kept" class="solr.StrField" indexed="false" docValues="false" stored="true"/>
  <fieldType name="text" class="solr.PreAnalyzedField" stored="true"
      parserImpl="org.apache.solr.schema.SimplePreAnalyzedParser">
    <similarity class="solr.BM25SimilarityFactory"><float name="k1">{k1}</float><float name="b">{b}</float></similarity>
  </fieldType>
  <fieldType name="record" class="solr.PreAnalyzedField" stored="true"
      parserImpl="org.apache.solr.schema.SimplePreAnalyzedParser">
    <similarity class="solr.BM25SimilarityFactory"><float name="k1">{k1}</float><float name="b">0</float></similarity>
  </fieldType>
  <fieldType name="forms" class="solr.TextField" omitNorms="true" omitTermFreqAndPositions="true">
    <analyzer><tokenizer class="solr.WhitespaceTokenizerFactory"/></analyzer>
  </fieldType>

  <field name="id" type="string" required="true"/>
  <field name="_version_" type="number" indexed="false" stored="false"/>
  <field name="key" type="number"/>
  <field name="tag" type="string"/>
  <field name="main_language" type="string"/>
  <field name="digest" type="kept"/>
  <field name="columns" type="kept"/>
  <field name="forms" type="forms" stored="false"/>
{words}
  <dynamicField name="n_*" type="number"/>
  <dynamicField name="v_*" type="string" multiValued="true"/>
  <dynamicField name="s_*" type="string"/>
</schema>
"""

CONFIGURATION = """<?xml version="1.0" encoding="UTF-8"?>
<config>
  <luceneMatchVersion>9.0.0</luceneMatchVersion>
  <schemaFactory class="ClassicIndexSchemaFactory"/>
  <!-- How rare a word is, is asked of all shards: else the order of what is found would hang on where it lies. -->
  <statsCache class="org.apache.solr.search.stats.ExactStatsCache"/>
  <updateHandler class="solr.DirectUpdateHandler2">
    <updateLog/>
    <autoCommit><maxTime>15000</maxTime><openSearcher>false</openSearcher></autoCommit>
  </updateHandler>
  <query>
    <filterCache size="256" initialSize="32" autowarmCount="16"/>
    <queryResultCache size="256" initialSize="32" autowarmCount="0"/>
    <enableLazyFieldLoading>true</enableLazyFieldLoading>
  </query>
  <requestDispatcher><requestParsers formdataUploadLimitInKB="16384" multipartUploadLimitInKB="16384"/></requestDispatcher>
  <requestHandler name="/select" class="solr.SearchHandler"/>
  <searchComponent name="terms" class="solr.TermsComponent"/>
  <requestHandler name="/terms" class="solr.SearchHandler">
    <lst name="defaults"><bool name="terms">true</bool><bool name="distrib">true</bool></lst>
    <arr name="components"><str>terms</str></arr>
  </requestHandler>
  <searchComponent name="spelling" class="solr.SpellCheckComponent">
    <str name="queryAnalyzerFieldType">forms</str>
    <lst name="spellchecker">
      <str name="name">default</str>
      <str name="classname">solr.DirectSolrSpellChecker</str>
      <str name="field">forms</str>
      <str name="distanceMeasure">internal</str>
      <int name="maxEdits">2</int>
      <int name="minPrefix">1</int>
      <int name="minQueryLength">3</int>
      <float name="accuracy">0.3</float>
      <float name="maxQueryFrequency">1000000000</float>
    </lst>
  </searchComponent>
  <requestHandler name="/spell" class="solr.SearchHandler">
    <lst name="defaults"><bool name="spellcheck">true</bool><bool name="distrib">true</bool></lst>
    <arr name="last-components"><str>spelling</str></arr>
  </requestHandler>
</config>
"""


def make_files(word_fields: Sequence[str]) -> dict[str, str]:
    """By name the files of a configset."""
    words = "\n".join(
        f"  <field name={quoteattr(name)} type={quoteattr('text' if name == CONTENT else 'record')}/>"
        for name in word_fields
    )
    schema = SCHEMA.format(k1=K1, b=B, words=words, format=FORMAT)
    return {"schema.xml": schema, "solrconfig.xml": CONFIGURATION}


def name_of(files: dict[str, str]) -> str:
    """Another one for other files, so that what is served keeps those it was made with."""
    content = repr(sorted(files.items())).encode()
    return f"hemeroteca-{blake2b(content, digest_size=6).hexdigest()}"


def packed(files: dict[str, str]) -> bytes:
    """As Solr wants them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
