namespace Tocsin.Tests.Formats;

/// <summary>Small files of our own in the real formats.</summary>
static class Samples
{
    public const string Cap = """
        <?xml version="1.0" encoding="UTF-8"?>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
          <identifier>vn-2026-0001</identifier>
          <sender>duty@example.vn</sender>
          <sent>2026-03-05T13:12:00+07:00</sent>
          <status>Exercise</status>
          <msgType>Update</msgType>
          <source>desk 2</source>
          <scope>Restricted</scope>
          <restriction>members</restriction>
          <addresses>"desk 2" coast</addresses>
          <code>profile:x</code>
          <note>a drill</note>
          <references>duty@example.vn,vn-2026-0000,2026-03-05T12:00:00+07:00</references>
          <incidents>storm-7</incidents>
          <info>
            <language>vi-VN</language>
            <category>Met</category>
            <category>Infra</category>
            <event>Bão</event>
            <responseType>Prepare</responseType>
            <urgency>Expected</urgency>
            <severity>Severe</severity>
            <certainty>Likely</certainty>
            <audience>coast</audience>
            <eventCode><valueName>local</valueName><value>7</value></eventCode>
            <effective>2026-03-05T13:12:00+07:00</effective>
            <onset>2026-03-05T20:00:00+07:00</onset>
            <expires>2026-03-06T13:12:00+07:00</expires>
            <senderName>Duty</senderName>
            <headline>Bão số 7</headline>
            <description>Gió mạnh &amp; mưa lớn</description>
            <instruction>Ở trong nhà</instruction>
            <web>https://example.vn/7</web>
            <contact>113</contact>
            <parameter><valueName>wind</valueName><value>&lt;60 km/h</value></parameter>
            <resource>
              <resourceDesc>track</resourceDesc><mimeType>image/png</mimeType><size>1234</size>
              <uri>https://example.vn/7.png</uri><digest>2fd4e1c67a2d28fced849ee1bb76e7391b93eb12</digest>
            </resource>
            <area>
              <areaDesc>the bay</areaDesc>
              <polygon>20,106 20,108 22,108 22,106 20,106</polygon>
              <circle>21.5,107.25 30</circle>
              <geocode><valueName>ISO 3166-2</valueName><value>VN-13</value></geocode>
              <altitude>0</altitude><ceiling>9842.5</ceiling>
            </area>
          </info>
        </alert>
        """;

    public const string GeoJson = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[106.5,10.25,7]},"properties":{"n":1,"t":"\u00e9"}},
        {"type":"Feature","id":2,"geometry":{"coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]],"type":"Polygon"},"properties":null},
        {"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[170,0],[-170,0],[-170,10],[170,10],[170,0]]]]},"properties":{}},
        {"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[0,0],[1,1]]},
          {"type":"MultiPoint","coordinates":[[0,0],[1,1]]},{"type":"MultiLineString","coordinates":[[[0,0],[1,1]]]}]},"properties":{}},
        {"type":"Feature","geometry":null,"properties":{"none":null}}
        ],"bbox":[-170,0,170,10]}
        """;

    public const string Usgs = """
        {"type":"FeatureCollection","metadata":{"url":"https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/all_week.geojson","count":2},"features":[
        {"type":"Feature","properties":{"mag":-0.4,"place":"1km N of Testville","time":1767225600123,"updated":1767225660000,"url":"https://earthquake.usgs.gov/x",
        "felt":3,"alert":"yellow","status":"reviewed","tsunami":1,"sig":812,"net":"us","code":"7000test","ids":",us7000test,ci4,","type":"quarry blast","magType":"ml"},
        "geometry":{"type":"Point","coordinates":[-118.5,34.25,-1.5]},"id":"us7000test"},
        {"type":"Feature","properties":{"mag":null,"place":null,"time":1767225600000,"status":"automatic","type":"earthquake"},"geometry":{"type":"Point","coordinates":[101,2,null]},"id":"us2"}]}
        """;

    public const string Viirs = """
        latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight,type
        13.12340,101.50000,331.2,0.39,0.36,2024-03-05,612,N,VIIRS,n,2.0NRT,290.4,3.1,D,0
        -0.5,+100.25,367,0.5,0.4,2024-03-05,18:06,N20,VIIRS,high,2.0URT,301.1,12.6,N,2
        "13.2",101.6,301.0,0.4,0.4,2024-03-05,5,1,VIIRS,l,"2.0,NRT",280.1,1.0,N,3
        """;

    public const string Modis = """
        latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence,version,bright_t31,frp,daynight
        27.239,140.88,310.4,2.4,1.5,2018-09-22,0050,T,36,6.0NRT,298,20.5,D
        23.713,121.467,317.9,1,1,2018-09-22,0230,Aqua,84,6.0NRT,299.5,6.3,D
        """;

    public const string List = """
        # a list
        evil[.]example ; seen twice
        hxxps://Evil.EXAMPLE:443/A?b#c // shop
        203.0.113.7:8080
        2001:DB8:0:0::1
        10.1.2.3/8
        d41d8cd98f00b204e9800998ecf8427e
        münchen.example
        *.wild.example
        """;

    public const string Table = """
        indicator,type,confidence,first_seen,last_seen,tlp,description,category
        evil[.]example,domain,90,2024-01-02,2024-03-04T05:06:07Z,amber,"a ""shop"", closed
        in May",fraud
        203.0.113.7,domain,high,2024-01-02T00:00:00+07:00,,TLP:WHITE,,
        """;

    public const string Sightings = """
        time,indicator,count,source,sensor,description
        2024-03-05T06:12:00+07:00,evil.example,3,cert.example,proxy-1,"two, or three"
        2024-03-05 06:13,hxxp://evil.example/a,,,,
        """;

    public const string DayColumns = """
        # topic: covid-19
        # measure: deaths
        Province/State,Country/Region,Lat,Long,1/30/20,1/31/20,2/1/20,2/3/20
        ,Vietnam,14.058324,108.277199,0,2,2,5
        Macau,China,22.1667,113.55,1,1,3,2
        """;

    public const string Stix20 = """
        {"type":"bundle","id":"bundle--4f1ed1a0-0f8d-4a43-8c1b-1f8f0d6c7a11","spec_version":"2.0","objects":[
        {"type":"indicator","id":"indicator--b1d5c6a2-7a90-4b7e-9d4b-52a7b1c7a7d1","created":"2017-01-02T03:04:05.678Z","modified":"2017-01-02T03:04:05.678Z",
         "labels":["malicious-activity"],"pattern":"[domain-name:value = 'old.example']","valid_from":"2017-01-02T03:04:05Z","x_own":{"n":1.50}},
        {"type":"malware","id":"malware--9f1ed1a0-0f8d-4a43-8c1b-1f8f0d6c7a12","created":"2017-01-02T03:04:05.678Z","modified":"2017-01-02T03:04:05.678Z","name":"Ivy","labels":["remote-access-trojan"]}]}
        """;

    public const string MispAnswer = """
        {"response":[{"Event":{"uuid":"5c0a7f66-0f8d-4a43-8c1b-1f8f0d6c7a12","info":"one","date":"2024-03-05","timestamp":"1709618400","threat_level_id":"2","distribution":"1","Orgc":{"name":"CERT","uuid":"5c0a7f66-0f8d-4a43-8c1b-1f8f0d6c7a13"},
        "Attribute":[{"uuid":"5c0a7f66-0f8d-4a43-8c1b-1f8f0d6c7a14","type":"hostname|port","category":"Network activity","value":"c2.example|8443","to_ids":"1","timestamp":1709618400}]}},
        {"Event":{"uuid":"5c0a7f66-0f8d-4a43-8c1b-1f8f0d6c7a15","info":"two","date":"2024-03-05","timestamp":"1709618400","Attribute":[]}}]}
        """;

    public static readonly Dictionary<string, string> All = new()
    {
        ["cap"] = Cap, ["cap-signed"] = File.ReadAllText(Share.Doors.Checkout.Path("tests/Tocsin.Tests/Fixtures/signatures/twice.xml")), ["geojson"] = GeoJson, ["usgs"] = Usgs, ["viirs"] = Viirs, ["modis"] = Modis,
        ["list"] = List, ["table"] = Table, ["sightings"] = Sightings,
        ["gdacs"] = Shipped("gdacs.xml"), ["asam"] = Shipped("ship-attacks.json"), ["asam-csv"] = Shipped("ship-attacks.csv"), ["nav"] = Shipped("nav-warnings.json"),
        ["counts"] = Shipped("cholera.csv"), ["counts-cumulative"] = Shipped("cases-cumulative.csv"), ["line-list"] = Shipped("line-list.csv"), ["counts-days"] = DayColumns,
        ["level"] = Shipped("river-level.csv"), ["level-thai"] = Shipped("river-level-thai.csv"), ["geiger"] = Shipped("radiation.log"),
        ["stix"] = Shipped("intelligence.stix.json"), ["stix20"] = Stix20, ["misp"] = Shipped("misp-event.json"), ["misp-fraud"] = Shipped("misp-fraud.json"), ["misp-answer"] = MispAnswer, ["warninglist"] = Shipped("misp-warninglist.json"),
        ["ais"] = Shipped("vessels.nmea"), ["dhis2"] = Shipped("dhis2.json"), ["dhis2-csv"] = Shipped("dhis2.csv"),
    };

    static string Shipped(string name) => File.ReadAllText(Share.Doors.Checkout.Path("samples/" + name));
}
