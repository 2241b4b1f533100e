#!/usr/bin/env bash
# Makes the signed alerts of this folder with openssl and xmlsec1 (Debian: xmlsec1, openssl); the keys are thrown away.
# Run it in an empty folder: certificates are valid from 2020 to 2120, but for the one that ended in 2011.
set -euo pipefail
keys=$(mktemp -d); trap 'rm -rf "$keys"' EXIT
dsig=http://www.w3.org/2000/09/xmldsig# more=http://www.w3.org/2001/04/xmldsig-more# enc=http://www.w3.org/2001/04/xmlenc#
c14n=http://www.w3.org/TR/2001/REC-xml-c14n-20010315 exc=http://www.w3.org/2001/10/xml-exc-c14n#

mkdir "$keys/ca"; touch "$keys/ca/index"; echo 01 > "$keys/ca/serial"
cat > "$keys/ca.conf" <<CONF
[ca]
default_ca=own
[own]
database=$keys/ca/index
serial=$keys/ca/serial
new_certs_dir=$keys/ca
default_md=sha256
policy=any
unique_subject=no
[any]
organizationName=optional
commonName=optional
[signer]
basicConstraints=critical,CA:FALSE
keyUsage=digitalSignature
[authority]
basicConstraints=critical,CA:TRUE
CONF

certificate() { # certificate NAME SUBJECT EXTENSIONS FROM UNTIL ISSUER KEY-OPTIONS...: signed by itself where it is its own issuer
  local name=$1 subject=$2 extensions=$3 from=$4 until=$5 issuer=$6; shift 6
  openssl req -newkey "$@" -noenc -keyout "$keys/$name.key" -out "$keys/$name.csr" -subj "$subject" 2>/dev/null
  local by=(-selfsign); [ "$issuer" = "$name" ] || by=(-cert "$issuer.pem")
  openssl ca -batch -notext -preserveDN -config "$keys/ca.conf" "${by[@]}" -keyfile "$keys/$issuer.key" -in "$keys/$name.csr" \
    -startdate "${from}0101000000Z" -enddate "${until}0101000000Z" -extensions "$extensions" -out "$name.pem" 2>/dev/null
}

template() { # template SIGNATURE-METHOD DIGEST-METHOD INFO-FORM KEY-INFO [URI] [MORE-TRANSFORMS]
  cat <<XML
<Signature xmlns="$dsig"><SignedInfo><CanonicalizationMethod Algorithm="$3"/><SignatureMethod Algorithm="$1"/><Reference URI="${5-}"><Transforms><Transform Algorithm="${dsig}enveloped-signature"/>${6-}</Transforms><DigestMethod Algorithm="$2"/><DigestValue/></Reference></SignedInfo><SignatureValue/><KeyInfo>$4</KeyInfo></Signature>
XML
}

alert() { # alert SIGNATURE...: an alert with them at its end
  cat <<XML
<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2" xmlns:x="urn:example:unused" Id="whole">
  <identifier>signed-1</identifier><sender>met@example.org</sender><sent>2021-03-05T13:12:00+07:00</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info Id="inside"><language>vi-VN</language><category>Met</category><event>Bão</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>
    <!-- not signed --><headline>Bão <![CDATA[số]]> 7 &amp; mưa</headline>
    <area><areaDesc>the bay</areaDesc><circle>21.5,107.25 30</circle></area>
  </info>
$*
</alert>
XML
}

sign() { xmlsec1 --sign --output "$1" "${@:2}" /dev/stdin; }

certificate met "/O=Example Weather Service/CN=Example Met Office" signer 2020 2120 met rsa:2048
certificate sea "/O=Example Sea Watch" signer 2020 2120 sea ec -pkeyopt ec_paramgen_curve:P-256
certificate weak "/CN=Short Key" signer 2020 2120 weak rsa:1024
certificate authority "/CN=Example Authority" authority 2020 2120 authority rsa:2048
certificate issued "/CN=Issued Office" signer 2020 2120 authority rsa:2048
certificate ended "/CN=Former Office" signer 2010 2011 ended rsa:2048

x509='<X509Data><X509Certificate/></X509Data>'
rsa=(--privkey-pem "$keys/met.key,met.pem")
alert "$(template ${more}rsa-sha256 ${enc}sha256 $c14n "$x509")" | sign rsa-sha256.xml "${rsa[@]}"
alert "$(template ${more}rsa-sha512 ${enc}sha512 ${exc} "$x509" '#whole' "<Transform Algorithm=\"$exc\"/>")" | sign rsa-sha512.xml --id-attr:Id urn:oasis:names:tc:emergency:cap:1.2:alert "${rsa[@]}"
alert "$(template ${more}ecdsa-sha256 ${enc}sha256 ${exc} "$x509" '' "<Transform Algorithm=\"$exc\"/>")" | sign ecdsa-sha256.xml --privkey-pem "$keys/sea.key,sea.pem"
alert "$(template ${dsig}rsa-sha1 ${dsig}sha1 $c14n "$x509")" | sign rsa-sha1.xml "${rsa[@]}"
alert "$(template ${more}rsa-sha256 ${enc}sha256 $c14n "$x509")" | sign short-key.xml --privkey-pem "$keys/weak.key,weak.pem"
alert "$(template ${more}rsa-sha256 ${enc}sha256 $c14n "$x509")" | sign issued.xml --privkey-pem "$keys/issued.key,issued.pem"
alert "$(template ${more}rsa-sha256 ${enc}sha256 $c14n "$x509")" | sign ended.xml --privkey-pem "$keys/ended.key,ended.pem"
alert "$(template ${more}rsa-sha256 ${enc}sha256 $c14n '<KeyValue/>')" | sign bare-key.xml "${rsa[@]}"
alert "$(template ${more}rsa-sha256 ${enc}sha256 $c14n '<KeyName>met</KeyName>')" | sign no-key.xml "${rsa[@]}"
alert "$(template ${more}rsa-sha256 ${enc}sha256 $c14n "$x509" '#inside')" | sign elsewhere.xml --id-attr:Id urn:oasis:names:tc:emergency:cap:1.2:info "${rsa[@]}"
head -c 32 /dev/urandom > "$keys/secret"
alert "$(template ${more}hmac-sha256 ${enc}sha256 $c14n '<KeyName>k</KeyName>')" | sign hmac.xml --hmackey "$keys/secret"
# The second covers the first, as W3C says; the first was there alone.
alert "$(template ${more}rsa-sha256 ${enc}sha256 $c14n "$x509")" | sign "$keys/once.xml" "${rsa[@]}"
second=$(template ${more}ecdsa-sha256 ${enc}sha256 $c14n "$x509" | sed 's/<Signature /<Signature Id="second" /')
python3 -c 'import sys; t = open(sys.argv[1]).read(); print(t.replace("</Signature>", "</Signature>" + sys.argv[2].strip()), end="")' "$keys/once.xml" "$second" | sign twice.xml --node-xpath '//*[@Id="second"]' --privkey-pem "$keys/sea.key,sea.pem"
