/**
 * Evidence in a table for each month in which its request was submitted. What was written before stays where it is, in
 * the table of what has no month, so that the step takes no copy; nodes of the version before may run on, and write there.
 */
export const SCHEMA_2 = `
lock table riskgate.audit_event, riskgate.personal_text in access exclusive mode;

drop trigger keep_evidence on riskgate.audit_event;
alter table riskgate.audit_event rename to audit_event_lasting;
alter table riskgate.audit_event_lasting drop constraint audit_event_pkey;
alter table riskgate.audit_event_lasting add column submitted_at bigint not null default -1;
alter table riskgate.audit_event_lasting
  add constraint audit_event_lasting_pkey primary key (kind, id, sequence, submitted_at);

drop trigger keep_evidence on riskgate.personal_text;
alter table riskgate.personal_text rename to personal_text_lasting;
alter table riskgate.personal_text_lasting drop constraint personal_text_pkey;
alter table riskgate.personal_text_lasting add column submitted_at bigint not null default -1;
alter table riskgate.personal_text_lasting
  add constraint personal_text_lasting_pkey primary key (kind, id, sequence, name, submitted_at);

create table riskgate.audit_event (
  kind text collate "C" not null,
  id text collate "C" not null,
  sequence integer not null,
  event text not null,
  -- Of its request, which never changes; -1 for what belongs to none.
  submitted_at bigint not null default -1,
  primary key (kind, id, sequence, submitted_at)
) partition by range (submitted_at);

create table riskgate.personal_text (
  kind text collate "C" not null,
  id text collate "C" not null,
  sequence integer not null,
  name text not null,
  salt text not null,
  text text not null,
  submitted_at bigint not null default -1,
  primary key (kind, id, sequence, name, submitted_at)
) partition by range (submitted_at);

alter table riskgate.audit_event
  attach partition riskgate.audit_event_lasting for values from (minvalue) to (0);
alter table riskgate.personal_text
  attach partition riskgate.personal_text_lasting for values from (minvalue) to (0);
-- Of months that have no table: nothing is refused because one was not made in time.
create table riskgate.audit_event_other partition of riskgate.audit_event default;
create table riskgate.personal_text_other partition of riskgate.personal_text default;

create trigger keep_evidence before update or delete on riskgate.audit_event
  for each row execute function riskgate.keep_evidence('removal');
create trigger keep_evidence before update or delete on riskgate.personal_text
  for each row execute function riskgate.keep_evidence('removal', 'erasure');
-- Those of what is now the table without a month came along with it.
create trigger keep_all_evidence before truncate on riskgate.audit_event
  for each statement execute function riskgate.keep_evidence();
create trigger keep_all_evidence before truncate on riskgate.personal_text
  for each statement execute function riskgate.keep_evidence();
create trigger keep_all_evidence before truncate on riskgate.audit_event_other
  for each statement execute function riskgate.keep_evidence();
create trigger keep_all_evidence before truncate on riskgate.personal_text_other
  for each statement execute function riskgate.keep_evidence();
`;
