/**
 * Evidence in a table for each month in which its request was submitted. What was written before stays where it is, with
 * its key, in the table of what has no month: nothing is copied. Nodes of the version before may run on, and write there.
 */
export const SCHEMA_2 = `
lock table riskgate.audit_event in access exclusive mode;
lock table riskgate.personal_text in access exclusive mode;

drop trigger keep_evidence on riskgate.audit_event;
alter table riskgate.audit_event rename to audit_event_lasting;
-- Of its request, which never changes; -1 for what belongs to none.
alter table riskgate.audit_event_lasting add column submitted_at bigint not null default -1;

drop trigger keep_evidence on riskgate.personal_text;
alter table riskgate.personal_text rename to personal_text_lasting;
alter table riskgate.personal_text_lasting add column submitted_at bigint not null default -1;

-- Without a key of its own: every table of it has that of the first, by which a request has each event once.
create table riskgate.audit_event (like riskgate.audit_event_lasting including defaults)
  partition by range (submitted_at);
create table riskgate.personal_text (like riskgate.personal_text_lasting including defaults)
  partition by range (submitted_at);

-- Of months that have no table: nothing is refused because one was not made in time.
create table riskgate.audit_event_other (like riskgate.audit_event_lasting including all);
create table riskgate.personal_text_other (like riskgate.personal_text_lasting including all);

alter table riskgate.audit_event
  attach partition riskgate.audit_event_lasting for values from (minvalue) to (0);
alter table riskgate.personal_text
  attach partition riskgate.personal_text_lasting for values from (minvalue) to (0);
alter table riskgate.audit_event attach partition riskgate.audit_event_other default;
alter table riskgate.personal_text attach partition riskgate.personal_text_other default;

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
