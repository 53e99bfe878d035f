-- A fleet: one server (the coordinator) before several, each of which keeps the alerts, packets and cutouts of some nights. docs/archive.md tells how to set one up.

create function ampelbot_fleet_member() returns void language plpgsql as $$
begin
  -- Seeks the cells that a coordinator sends: order 6, so 2 * (29 - 6) bits away from hpx29.
  execute 'create index if not exists alert_of_cell on alert (night, (hpx29 >> 46), hpx29)';
  -- A coordinator asks for an object whatever the night.
  execute 'create index if not exists alert_of_stock on alert (stock)';
end $$;
comment on function ampelbot_fleet_member is 'on each server of a fleet, once: makes the indexes that the questions of a coordinator need';

create function ampelbot_fleet_coordinator() returns void language plpgsql as $$
declare
  part text;
  is_filled boolean;
begin
  foreach part in array array['alert', 'packet', 'cutout'] loop
    execute format('select exists (select from %I)', part) into is_filled;
    if is_filled then
      raise exception 'table % has rows: only an empty archive becomes a coordinator', part;
    end if;
    execute format('alter table %I rename to %I', part, part || '_before');
    execute format('create table %I (like %I including comments) partition by range (night)', part, part || '_before');
    execute format('drop table %I', part || '_before');
  end loop;
end $$;
comment on function ampelbot_fleet_coordinator is 'on the coordinator of a fleet, once: lets alerts, packets and cutouts be kept by other servers';

create function ampelbot_fleet_nights(server name, first_night integer, end_night integer, remote_schema name default 'public') returns void language plpgsql as $$
declare
  part text;
begin
  foreach part in array array['alert', 'packet', 'cutout'] loop
    execute format(
      'create foreign table %I partition of %I for values from (%s) to (%s) server %I options (schema_name %L, table_name %L, async_capable ''true'', fetch_size ''10000'')',
      part || '_' || first_night, part, first_night, end_night, server, remote_schema, part);
  end loop;
end $$;
comment on function ampelbot_fleet_nights is 'on the coordinator of a fleet: the server keeps the nights from the first (included) to the end (not included), as modified Julian dates';
