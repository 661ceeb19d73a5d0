import { ownRequestView } from "../../src/approval/views/own-request-view.js";
import { openCard, promptWithCard } from "../../src/service/approval-cards.js";
import { cancel } from "../../src/service/cancel-request.js";
import { handleDue } from "../../src/service/clockwork.js";
import { seedConfigurations } from "../../src/service/control-snapshot.js";
import { decide } from "../../src/service/decide.js";
import { appointDelegate, endDelegation } from "../../src/service/delegate.js";
import { retryDeliveries } from "../../src/service/deliveries.js";
import {
  beginNotice,
  recordSeen,
  recordSend,
  recordUnreachable,
  recordUpdate,
} from "../../src/service/ledger.js";
import { escalateRequest, resendRequest } from "../../src/service/oversee-request.js";
import { registerPerson, unregisterPerson } from "../../src/service/register-person.js";
import { confirmSettingsChange, discardSettingsChange } from "../../src/service/settings-clicks.js";
import { proposeSettingsChange } from "../../src/service/settings-propose.js";
import { submit } from "../../src/service/submit-request.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { postNotice } from "../../src/teams/sender/post-notice.js";
import { updateNotice } from "../../src/teams/sender/update-notice.js";

/** The code under test: use cases, embedded store and sender. A mutant is the same from other files. */
export const product = {
  ownRequestView,
  openCard,
  promptWithCard,
  cancel,
  handleDue,
  seedConfigurations,
  decide,
  appointDelegate,
  endDelegation,
  escalateRequest,
  resendRequest,
  retryDeliveries,
  beginNotice,
  recordSeen,
  recordSend,
  recordUnreachable,
  recordUpdate,
  registerPerson,
  unregisterPerson,
  confirmSettingsChange,
  discardSettingsChange,
  proposeSettingsChange,
  submit,
  openEmbeddedStore,
  postNotice,
  updateNotice,
};
export type Product = typeof product;

/** Where each part of the product comes from, below `src`. */
export const PRODUCT_FILES: Readonly<Record<keyof Product, string>> = {
  ownRequestView: "approval/views/own-request-view",
  openCard: "service/approval-cards",
  promptWithCard: "service/approval-cards",
  cancel: "service/cancel-request",
  handleDue: "service/clockwork",
  seedConfigurations: "service/control-snapshot",
  decide: "service/decide",
  appointDelegate: "service/delegate",
  endDelegation: "service/delegate",
  escalateRequest: "service/oversee-request",
  resendRequest: "service/oversee-request",
  retryDeliveries: "service/deliveries",
  beginNotice: "service/ledger",
  recordSeen: "service/ledger",
  recordSend: "service/ledger",
  recordUnreachable: "service/ledger",
  recordUpdate: "service/ledger",
  registerPerson: "service/register-person",
  unregisterPerson: "service/register-person",
  confirmSettingsChange: "service/settings-clicks",
  discardSettingsChange: "service/settings-clicks",
  proposeSettingsChange: "service/settings-propose",
  submit: "service/submit-request",
  openEmbeddedStore: "store/lowdb/open-embedded-store",
  postNotice: "teams/sender/post-notice",
  updateNotice: "teams/sender/update-notice",
};
