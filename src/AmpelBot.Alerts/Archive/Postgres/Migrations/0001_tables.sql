-- The archive's tables. They are made in the first schema of the search path, under a lock.

create table schema (
  id integer generated always as identity primary key,
  sha256 bytea not null unique,
  json text not null
);
comment on table schema is 'Avro schemas of all bodies, each once';
comment on column schema.sha256 is 'of json in UTF-8';
comment on column schema.json is 'the writer''s schema of a record, complete in itself';

-- Columns by falling width, so that none is padded.
create table alert (
  hpx29 bigint not null,
  alert_id bigint not null,
  jd double precision not null,
  stock bigint not null,
  ra double precision not null,
  dec double precision not null,
  ingested timestamptz not null,
  night integer not null,
  schema integer not null,
  program integer,
  naming smallint not null,
  numbered boolean not null,
  packed boolean not null,
  survey text collate "C" not null,
  body bytea not null
);
comment on table alert is 'one row an alert; a scan reads ranges of hpx29 within nights and nothing else';
comment on column alert.hpx29 is 'nested HEALPix index of the position at order 29';
comment on column alert.alert_id is 'candid, or a hash of the content where there is none';
comment on column alert.jd is 'Julian date, UTC';
comment on column alert.stock is 'AMPEL''s stock id of the object; negative where the packet names none';
comment on column alert.ra is 'degrees, ICRS';
comment on column alert.dec is 'degrees, ICRS';
comment on column alert.night is 'UTC date as floor of the modified Julian date';
comment on column alert.program is 'the survey''s program; NULL, where it says none, counts as not public';
comment on column alert.numbered is 'whether alert_id is the survey''s own number';
comment on column alert.packed is 'whether table packet has the alert';
comment on column alert.naming is 'where the name of the object is: 0 nowhere, it has none; 1 stock tells it (a ZTF name, a number); 2 in table object alone';
comment on column alert.schema is 'of body';
comment on column alert.body is 'the survey''s features of the detection (the candidate block), every field: Avro binary';

create index alert_scan on alert (night, hpx29);
create unique index alert_once on alert (alert_id, survey);
-- By sixteen nights, so that a batch writes few pages of it; an object is found by one descent for each sixteen.
create index alert_of_object on alert ((night >> 4), stock);

create table night (
  night integer primary key,
  alerts bigint not null
);
comment on table night is 'number of alerts of each night that has any';

create table packet (
  alert_id bigint not null,
  night integer not null,
  schema integer not null,
  survey text collate "C" not null,
  skeleton bytea not null,
  primary key (alert_id, survey)
);
comment on table packet is 'a packet without datapoints, candidate and cutouts, which it refers to';
comment on column packet.night is 'of the alert';
comment on column packet.schema is 'of the whole packet';

create table object (
  stock bigint not null,
  survey text collate "C" not null,
  name text collate "C" not null,
  primary key (stock, survey)
);
create index object_name on object (name);
comment on table object is 'one row an object with a name';

create table datapoint (
  stock bigint not null,
  jd double precision not null,
  key bigint not null,
  id bigint not null,
  candid bigint,
  mag double precision,
  mag_err double precision,
  limiting_mag double precision,
  ra double precision,
  dec double precision,
  known_jd double precision not null,
  schema integer not null,
  body_check integer not null,
  program integer,
  kind smallint not null,
  positive boolean,
  survey text collate "C" not null,
  band text collate "C" not null,
  body bytea not null,
  primary key (stock, jd, key, survey)
);
comment on table datapoint is 'each measurement once however many packets repeat it: the same is what has all values but the body in common';
comment on column datapoint.key is 'hash of all values but program and body';
comment on column datapoint.kind is '0 detection, 1 upper limit, 2 forced photometry';
comment on column datapoint.id is 'the survey''s number of a detection, otherwise a hash of the content';
comment on column datapoint.program is 'the survey''s program; NULL when no packet says';
comment on column datapoint.candid is 'the survey''s number, where it gave one';
comment on column datapoint.mag is 'PSF magnitude (AB)';
comment on column datapoint.mag_err is '1 sigma';
comment on column datapoint.limiting_mag is '5 sigma (AB)';
comment on column datapoint.known_jd is 'Julian date (UTC) of the earliest alert that has it';
comment on column datapoint.body is 'the survey''s record in the fullest form: Avro binary';
comment on column datapoint.body_check is 'hash of schema and body';

create table datapoint_body (
  stock bigint not null,
  key bigint not null,
  body_check integer not null,
  schema integer not null,
  survey text collate "C" not null,
  body bytea not null,
  primary key (stock, key, body_check, survey)
);
comment on table datapoint_body is 'bodies that packets repeat in a form that cannot be had from the one in table datapoint';

create table cutout (
  alert_id bigint not null,
  night integer not null,
  place smallint not null,
  survey text collate "C" not null,
  kind text not null,
  file_name text not null,
  data bytea not null,
  primary key (alert_id, survey, place)
);
-- Gzipped images do not shrink any further.
alter table cutout alter column data set storage external;
comment on column cutout.place is 'order within the packet';

create table journal (
  id bigint generated always as identity primary key,
  stock bigint not null,
  time timestamptz not null,
  alert_id bigint,
  tier smallint not null,
  survey text collate "C" not null,
  unit text not null,
  channel text,
  run text,
  state text,
  extra text
);
create index journal_of_object on journal (stock, survey);
comment on table journal is 'what happened to objects, but for the arrival of alerts, which alert.ingested tells; rows are only ever added';
comment on column journal.extra is 'JSON';

create table science_record (
  id bigint generated always as identity primary key,
  stock bigint not null,
  time timestamptz not null,
  alert_id bigint,
  survey text collate "C" not null,
  unit text not null,
  config text,
  state text,
  body text not null
);
create index science_record_of_object on science_record (stock, survey);
comment on table science_record is 'scores and cross-matches';
comment on column science_record.body is 'JSON';

create table exposure (
  jd double precision not null,
  limiting_mag double precision,
  seconds double precision,
  ra double precision not null,
  dec double precision not null,
  field integer not null,
  quadrant integer,
  program integer,
  survey text collate "C" not null,
  band text collate "C" not null,
  unique nulls not distinct (jd, field, quadrant, survey)
);
comment on table exposure is 'the observation log';
comment on column exposure.ra is 'centre of the field, degrees, ICRS';
comment on column exposure.quadrant is 'NULL for the whole camera';

create table dead_letter (
  id bigint generated always as identity primary key,
  place bigint not null,
  at timestamptz not null,
  sha256 bytea not null unique,
  source text not null,
  reason text not null,
  bytes bytea
);
comment on table dead_letter is 'packets that could not be read';
comment on column dead_letter.place is 'offset in the source, bytes';
comment on column dead_letter.sha256 is 'of source, offset and reason';

create table totals (
  alerts bigint not null,
  objects bigint not null,
  datapoints bigint not null,
  cutouts bigint not null,
  state_hash numeric(20) not null,
  first_jd double precision,
  last_jd double precision
);
insert into totals values (0, 0, 0, 0, 0, null, null);
comment on table totals is 'one row, kept with every batch';
comment on column totals.objects is 'with a name';
comment on column totals.state_hash is 'sum over all alerts of a hash of survey and alert_id, modulo 2^64';
