-- Big batches are found by number and by object through lists, many alerts a row, in place of an entry in two B-trees for each alert.

alter table alert add column listed boolean not null default false;
comment on column alert.listed is 'whether the alert is found through tables id_list and stock_list; otherwise through the indexes alert_once and alert_of_object';

create table id_list (
  first_id bigint not null,
  last_id bigint not null,
  night integer not null,
  survey text collate "C" not null,
  ids bigint[] not null,
  hpx29s bigint[] not null,
  primary key (survey, last_id)
);
comment on table id_list is 'alert ids of listed alerts; the spans of the rows of one survey never overlap, and no alert that is not listed has an id of theirs that they have';
comment on column id_list.first_id is 'of the survey''s rows in ascending order; last_id is that of the last';
comment on column id_list.night is 'of all its alerts';
comment on column id_list.ids is 'ascending';
comment on column id_list.hpx29s is 'that of each of the alerts, in the order of ids: with the night the place in index alert_scan';

create table stock_list (
  bucket smallint not null,
  night integer not null,
  stocks bigint[] not null,
  hpx29s bigint[] not null
);
create index stock_list_bucket on stock_list (bucket);
comment on table stock_list is 'objects of listed alerts';
comment on column stock_list.bucket is 'first ten bits of the product of each of the stocks with 0x9E3779B97F4A7C15, modulo 2^64';
comment on column stock_list.night is 'of all its alerts';
comment on column stock_list.stocks is 'the object of each alert';
comment on column stock_list.hpx29s is 'that of each of the alerts, in the order of stocks';

create or replace function ampelbot_fleet_member() returns void language plpgsql as $$
begin
  -- A coordinator finds alerts by indexes alone.
  update alert set listed = false where listed;
  delete from id_list;
  delete from stock_list;
  if not exists (select from pg_constraint where conname = 'alert_of_fleet' and conrelid = 'alert'::regclass) then
    alter table alert add constraint alert_of_fleet check (not listed);
  end if;
  -- Seeks the cells that a coordinator sends: order 6, so 2 * (29 - 6) bits away from hpx29.
  execute 'create index if not exists alert_of_cell on alert (night, (hpx29 >> 46), hpx29)';
  -- A coordinator asks for an object whatever the night.
  execute 'create index if not exists alert_of_stock on alert (stock)';
end $$;

do $$
begin
  -- The coordinator of a fleet keeps no alerts itself.
  if (select relkind from pg_class where oid = 'alert'::regclass) = 'r' then
    drop index alert_once;
    drop index alert_of_object;
    create unique index alert_once on alert (alert_id, survey) where not listed;
    create index alert_of_object on alert ((night >> 4), stock) where listed::integer = 0;
    -- By sixteen nights, so that a batch writes few pages of it; an object is found by one descent for each sixteen. Its condition is another than that of alert_once, which the planner
    -- would otherwise read as a whole in a statement that was prepared while both were nearly empty.
  end if;
  if to_regclass('alert_of_cell') is not null then
    perform ampelbot_fleet_member();
  end if;
end $$;
