-- The alerts of a big batch (a run) are kept in blocks, some 45 alerts a row, in place of a row of table alert and an entry in an index for each.

create table alert_block (
  first_hpx29 bigint not null,
  last_hpx29 bigint not null,
  ingested timestamptz not null,
  night integer not null,
  run integer not null,
  number integer not null,
  schema integer not null,
  alerts integer not null,
  survey text collate "C" not null,
  body bytea not null,
  primary key (night, run, last_hpx29, number)
);
-- A block stays within its page; the alert that needs more than one is taken apart.
alter table alert_block alter column body set storage external;
alter table alert_block set (toast_tuple_target = 8160);
comment on table alert_block is 'alerts of big batches, neighbours on the sky together; the blocks of a run do not overlap';
comment on column alert_block.first_hpx29 is 'nested HEALPix index at order 29 of the first alert; last_hpx29 is that of the last';
comment on column alert_block.night is 'of all its alerts: UTC date as floor of the modified Julian date';
comment on column alert_block.run is 'which of the big batches of the night, from 0';
comment on column alert_block.number is 'place in the run, from 0, ascending with hpx29';
comment on column alert_block.schema is 'of the candidate blocks of all its alerts';
comment on column alert_block.alerts is 'number of its alerts';
comment on column alert_block.survey is 'of all its alerts';
comment on column alert_block.body is 'the alerts: little-endian, their number (int32), the CRC-32C of all that follows (uint32); each for all alerts, which ascend by (hpx29, alert id): hpx29, alert id, stock (int64), jd, ra, dec (float64), program (int32), end of its candidate block (int32), flags (1 byte: 1 has a program, 2 table packet has the alert); then the candidate blocks (Avro binary)';

alter table night add column runs integer not null default 0;
comment on column night.alerts is 'those in blocks among them';
comment on column night.runs is 'number of big batches in table alert_block';

-- What was found through lists becomes found through indexes.
delete from id_list;
delete from stock_list;

create or replace function ampelbot_fleet_member() returns void language plpgsql as $$
begin
  -- A coordinator reads table alert alone.
  if exists (select from alert_block) then
    raise exception 'table alert_block has rows, which a coordinator does not see: ingest the packets into a new database, and make that a member before it has any';
  end if;
  -- Seeks the cells that a coordinator sends: order 6, so 2 * (29 - 6) bits away from hpx29. Whoever writes sees by it that big batches are rows here.
  execute 'create index if not exists alert_of_cell on alert (night, (hpx29 >> 46), hpx29)';
  -- A coordinator asks for an object whatever the night.
  execute 'create index if not exists alert_of_stock on alert (stock)';
end $$;

do $$
begin
  if (select relkind from pg_class where oid = 'alert'::regclass) = 'r' then
    drop index alert_once;
    drop index alert_of_object;
    alter table alert drop column listed;
    create unique index alert_once on alert (alert_id, survey);
    -- By sixteen nights, so that a batch writes few pages of it; an object is found by one descent for each sixteen.
    create index alert_of_object on alert ((night >> 4), stock);
  else
    alter table alert drop column listed;
  end if;
end $$;

-- An object is found by the ids that its name can have: a name that is new cost an entry at a random place of this index.
drop index object_name;

comment on table alert is 'one row an alert, but for those in table alert_block; a scan reads ranges of hpx29 within nights and nothing else';
comment on table id_list is 'alert ids of the alerts in blocks; the spans of the rows of one survey never overlap, and no alert of table alert has an id of theirs that they have';
comment on column id_list.hpx29s is 'that of each of the alerts, in the order of ids: with the night the place in table alert_block';
comment on table stock_list is 'objects of the alerts in blocks';
